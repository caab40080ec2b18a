import { Body, Controller, Get, Inject, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Answer, PostedRequest } from '@tidemark/platform';
import { AccessGuard, AnswerInterceptor, Answers, Commands, Posted, ProblemError, Valid } from '@tidemark/platform';
import type { Shipment } from '@tidemark/shipping-domain';
import { handleShipment } from '../shipments.commands.ts';
import { ShipmentQueries } from '../shipments.queries.ts';
import { newTrackingCode } from '../tracking-codes.ts';
import { handledShipment, shipmentReading } from './answers.ts';
import { refusing, unknownShipment } from './refusals.ts';
import type { DispatchRequest } from './requests.ts';
import { deliveryRequest, dispatchRequest, orderIdParameter, orNothing, shipmentIdParameter } from './requests.ts';

const HANDLED = { 200: { description: 'The shipment as it is now.', body: handledShipment } };

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
  @Answers({
    summary: 'The shipment of an order, as it stands.',
    answers: { 200: { description: 'The shipment.', body: shipmentReading } },
    refuses: refusing('SHIPMENT_UNKNOWN'),
  })
  async read(@Param('orderId', new Valid(orderIdParameter)) orderId: string): Promise<Shipment> {
    const shipment = await this.#queries.read(orderId);
    if (shipment !== undefined) return shipment;
    throw new ProblemError(unknownShipment(orderId));
  }

  @Post(':shipmentId/dispatch')
  @UseInterceptors(AnswerInterceptor)
  @Answers({
    summary: 'The carrier took the shipment. Refused until its order is confirmed.',
    answers: HANDLED,
    refuses: refusing('SHIPMENT_UNKNOWN', 'SHIPMENT_REFUSED', 'SHIPMENT_CANCELED', 'ORDER_NOT_CONFIRMED'),
  })
  dispatch(
    @Param('shipmentId', new Valid(shipmentIdParameter)) orderId: string,
    @Body(new Valid(orNothing(dispatchRequest))) { trackingCode = newTrackingCode() }: DispatchRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, handleShipment({ type: 'DispatchShipment', orderId, trackingCode }));
  }

  @Post(':shipmentId/delivery')
  @UseInterceptors(AnswerInterceptor)
  @Answers({
    summary: 'The recipient has the shipment.',
    answers: HANDLED,
    refuses: refusing('SHIPMENT_UNKNOWN', 'SHIPMENT_REFUSED', 'SHIPMENT_CANCELED', 'NOT_DISPATCHED'),
  })
  deliver(
    @Param('shipmentId', new Valid(shipmentIdParameter)) orderId: string,
    @Body(new Valid(orNothing(deliveryRequest))) _body: object,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, handleShipment({ type: 'DeliverShipment', orderId }));
  }
}
