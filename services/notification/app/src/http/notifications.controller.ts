import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { AccessGuard, Valid } from '@tidemark/platform';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { NotificationEntity } from '../persistence/entities/notification.entity.ts';

const listQuery = z.strictObject({ orderId: z.uuid('must be a UUID') });

@ApiTags('notifications')
@UseGuards(AccessGuard)
@Controller('notifications')
export class NotificationsController {
  readonly #notifications: Repository<NotificationEntity>;

  constructor(@InjectRepository(NotificationEntity) notifications: Repository<NotificationEntity>) {
    this.#notifications = notifications;
  }

  /** What the customer of an order was told, oldest first. */
  @Get()
  @ApiQuery({ name: 'orderId', required: true, schema: { type: 'string', format: 'uuid' } })
  async list(@Query(new Valid(listQuery)) { orderId }: z.infer<typeof listQuery>): Promise<object> {
    const notifications = await this.#notifications.find({ where: { orderId }, order: { createdAt: 'ASC' } });
    return { notifications };
  }
}
