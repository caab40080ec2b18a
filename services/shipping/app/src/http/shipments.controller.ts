import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Answer, PostedRequest } from '@tidemark/platform';
import {
  AccessGuard,
  AnswerInterceptor,
  Commands,
  openApiSchema,
  Posted,
  problem,
  ProblemError,
  Valid,
} from '@tidemark/platform';
import type { Shipment } from '@tidemark/shipping-domain';
import { handleShipment } from '../shipments.commands.ts';
import { ShipmentQueries } from '../shipments.queries.ts';
import { newTrackingCode } from '../tracking-codes.ts';
import type { DispatchRequest } from './requests.ts';
import { deliveryRequest, dispatchRequest, orderIdParameter, orNothing, shipmentIdParameter } from './requests.ts';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: true,
  description: 'One per intent; repeat it with the request.',
};

@ApiTags('shipments')
@UseGuards(AccessGuard)
@Controller('shipments')
export class ShipmentsController {
  readonly #commands: Commands;
  readonly #queries: ShipmentQueries;

  constructor(@Inject(Commands) commands: Commands, @Inject(ShipmentQueries) queries: ShipmentQueries) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Get(':orderId')
  @ApiOperation({ summary: 'The shipment of an order, as it stands.' })
  async read(@Param('orderId', new Valid(orderIdParameter)) orderId: string): Promise<Shipment> {
    const shipment = await this.#queries.read(orderId);
    if (shipment !== undefined) return shipment;
    throw new ProblemError(problem(404, 'SHIPMENT_UNKNOWN', 'Shipping has not heard of this order.', { orderId }));
  }

  @Post(':shipmentId/dispatch')
  @HttpCode(200)
  @UseInterceptors(AnswerInterceptor)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ summary: 'The carrier took the shipment. Refused until its order is confirmed.' })
  @ApiBody({ schema: openApiSchema(dispatchRequest), required: false })
  dispatch(
    @Param('shipmentId', new Valid(shipmentIdParameter)) orderId: string,
    @Body(new Valid(orNothing(dispatchRequest))) { trackingCode = newTrackingCode() }: DispatchRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, handleShipment({ type: 'DispatchShipment', orderId, trackingCode }));
  }

  @Post(':shipmentId/delivery')
  @HttpCode(200)
  @UseInterceptors(AnswerInterceptor)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ summary: 'The recipient has the shipment.' })
  @ApiBody({ schema: openApiSchema(deliveryRequest), required: false })
  deliver(
    @Param('shipmentId', new Valid(shipmentIdParameter)) orderId: string,
    @Body(new Valid(orNothing(deliveryRequest))) _body: object,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, handleShipment({ type: 'DeliverShipment', orderId }));
  }
}
