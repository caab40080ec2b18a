import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { AccessGuard, Answers, Valid } from '@tidemark/platform';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { NotificationEntity } from '../persistence/entities/notification.entity.ts';
import { notificationList } from './answers.ts';

const listQuery = z.strictObject({ orderId: z.uuid('must be a UUID') });

@UseGuards(AccessGuard)
@Controller('notifications')
export class NotificationsController {
  readonly #notifications: Repository<NotificationEntity>;

  constructor(@InjectRepository(NotificationEntity) notifications: Repository<NotificationEntity>) {
    this.#notifications = notifications;
  }

  @Get()
  @Answers({
    summary: 'What the customer of an order was told, oldest first.',
    answers: { 200: { description: 'All of it.', body: notificationList } },
  })
  async list(@Query(new Valid(listQuery)) { orderId }: z.infer<typeof listQuery>): Promise<object> {
    const found = await this.#notifications.find({ where: { orderId }, order: { createdAt: 'ASC' } });
    return { notifications: found.map(({ attempts: _, ...told }) => told) };
  }
}
