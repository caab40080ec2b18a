import { specifyProcess } from '@tidemark/spec';
import { describe, expect, it } from 'vitest';
import {
  cancelOrder,
  confirm,
  deliver,
  dispatch,
  refuseCancellation,
  requestCancellation,
} from '../order/order.fixtures.ts';
import type { FulfillmentInput, FulfillmentState } from './fulfillment.ts';
import { standardFulfillment } from './fulfillment.ts';
import {
  abandoned,
  awaitingPayment,
  awaitingShipment,
  awaitingStock,
  canceling,
  cancelRequested,
  cancelShipment,
  captured,
  capturePayment,
  confirmed,
  declined,
  definition,
  dispatched,
  everyInput,
  everyState,
  overdue,
  placed,
  refundPayment,
  refunded,
  releaseStock,
  reserveStock,
  scheduled,
  scheduleShipment,
  shipmentCanceled,
  shipmentCancellationRefused,
  shipmentDelivered,
  shipmentDispatched,
  shipmentRefused,
  stockRefused,
  stockReleased,
  stockReserved,
  undoing,
  voided,
} from './fulfillment.fixtures.ts';
import { fulfillment } from './fulfillment.process.ts';

const given = specifyProcess(fulfillment);
const cancellation = requestCancellation('changed my mind');

describe('before the start', () => {
  it('asks for the stock when the order is placed, and keeps the definition it started with', () => {
    given().when(placed).thenMovesTo(awaitingStock).andSends(reserveStock).andCommands().andWaits(2_000);
  });

  it('tells a customer that there is no such order', () => {
    given().when(cancelRequested).thenRejects({ code: 'ORDER_UNKNOWN' });
  });
});

describe('while awaiting stock', () => {
  it('asks for the payment when stock is reserved, and waits as long as the business says', () => {
    const asked = given(awaitingStock).when(stockReserved).thenMovesTo(awaitingPayment);
    asked.andSends(capturePayment).andCommands().andWaits(900_000);
  });

  it('abandons the order when stock is refused: there is nothing to undo', () => {
    const ended = given(awaitingStock)
      .when(stockRefused)
      .thenMovesTo({ ...abandoned, reason: 'OUT_OF_STOCK' });
    ended.andSends().andCommands(cancelOrder('OUT_OF_STOCK')).andRests();
  });

  it('undoes the reservation it asked for when the customer cancels', () => {
    const left = given(awaitingStock)
      .when(cancelRequested)
      .thenMovesTo(undoing(['stock']));
    left.andSends(releaseStock).andCommands(cancellation).andWaits(2_000);
  });

  it('asks again when the answer is overdue, and waits twice as long', () => {
    const asked = given(awaitingStock)
      .when(overdue(awaitingStock))
      .thenMovesTo({ ...awaitingStock, attempt: 2 });
    asked.andSends(reserveStock).andCommands().andWaits(4_000);
  });
});

describe('while awaiting payment', () => {
  it('asks for the shipment when the payment is captured', () => {
    const asked = given(awaitingPayment).when(captured).thenMovesTo(awaitingShipment);
    asked.andSends(scheduleShipment).andCommands().andWaits(2_000);
  });

  it('gives the stock back when the payment is declined', () => {
    const left = given(awaitingPayment)
      .when(declined)
      .thenMovesTo(undoing(['stock'], 'PAYMENT_DECLINED'));
    left.andSends(releaseStock).andCommands();
  });

  it('undoes payment and stock when the customer cancels', () => {
    const left = given(awaitingPayment).when(cancelRequested).thenMovesTo(undoing());
    left.andSends(refundPayment, releaseStock).andCommands(cancellation);
  });

  it('refunds a capture that was only asked for when the deadline passes', () => {
    const left = given(awaitingPayment)
      .when(overdue(awaitingPayment))
      .thenMovesTo(undoing(['payment', 'stock'], 'PAYMENT_TIMEOUT'));
    left.andSends(refundPayment, releaseStock).andCommands();
  });
});

describe('while awaiting shipment', () => {
  it('confirms the order when the shipment is scheduled, and rests', () => {
    given(awaitingShipment).when(scheduled).thenMovesTo(confirmed).andSends().andCommands(confirm).andRests();
  });

  it('undoes payment and stock when the shipment is refused', () => {
    const left = given(awaitingShipment)
      .when(shipmentRefused)
      .thenMovesTo(undoing(['payment', 'stock'], 'SHIPMENT_REFUSED'));
    left.andSends(refundPayment, releaseStock).andCommands();
  });

  it('asks shipping alone when the customer cancels', () => {
    given(awaitingShipment)
      .when(cancelRequested)
      .thenMovesTo(canceling)
      .andSends(cancelShipment)
      .andCommands(cancellation);
  });

  it('asks again when the answer is overdue', () => {
    const asked = given(awaitingShipment)
      .when(overdue(awaitingShipment))
      .thenMovesTo({ ...awaitingShipment, attempt: 2 });
    asked.andSends(scheduleShipment).andCommands().andWaits(4_000);
  });
});

describe('once confirmed', () => {
  it('ends when the shipment is dispatched', () => {
    given(confirmed)
      .when(shipmentDispatched)
      .thenMovesTo(dispatched)
      .andSends()
      .andCommands(dispatch('TRACK-1'))
      .andRests();
  });

  it('asks shipping alone when the customer cancels', () => {
    given(confirmed).when(cancelRequested).thenMovesTo(canceling).andSends(cancelShipment).andCommands(cancellation);
  });

  it('ends when a delivery is heard of whose dispatch went missing', () => {
    given(confirmed).when(shipmentDelivered).thenMovesTo(dispatched).andSends().andCommands(dispatch(null), deliver);
  });
});

describe('while canceling', () => {
  it('undoes payment and stock once shipping has let go', () => {
    const left = given(canceling).when(shipmentCanceled).thenMovesTo(undoing());
    left.andSends(refundPayment, releaseStock).andCommands();
  });

  it('refuses the cancellation when the shipment was dispatched, and ends', () => {
    const ended = given(canceling).when(shipmentDispatched).thenMovesTo(dispatched);
    ended.andSends().andCommands(refuseCancellation, dispatch('TRACK-1'));
  });

  it('is confirmed again when shipping refuses before its dispatch is heard', () => {
    const back = given(canceling).when(shipmentCancellationRefused).thenMovesTo(confirmed);
    back.andSends().andCommands(refuseCancellation).andRests();
  });

  it('refuses the cancellation when a delivery is heard of whose dispatch went missing, and ends', () => {
    const ended = given(canceling).when(shipmentDelivered).thenMovesTo(dispatched);
    ended.andSends().andCommands(refuseCancellation, dispatch(null), deliver);
  });

  it('asks again when the answer is overdue', () => {
    const asked = given(canceling)
      .when(overdue(canceling))
      .thenMovesTo({ ...canceling, attempt: 2 });
    asked.andSends(cancelShipment).andCommands().andWaits(4_000);
  });
});

describe('while undoing', () => {
  it.each([refunded, voided])('ticks off the payment on $type, and still waits for the stock', (answer) => {
    given(undoing())
      .when(answer)
      .thenMovesTo(undoing(['stock']))
      .andSends()
      .andCommands();
  });

  it('ticks off the stock, and still waits for the payment', () => {
    given(undoing())
      .when(stockReleased)
      .thenMovesTo(undoing(['payment']))
      .andSends()
      .andCommands();
  });

  it('cancels the order with its reason when the last answer is in, and ends', () => {
    const ended = given(undoing(['stock'], 'PAYMENT_DECLINED')).when(stockReleased);
    const expected = ended.thenMovesTo({ ...abandoned, reason: 'PAYMENT_DECLINED' });
    expected.andSends().andCommands(cancelOrder('PAYMENT_DECLINED')).andRests();
  });

  it.each([refunded, voided])('ends in the same way when $type is the last answer', (answer) => {
    const ended = given(undoing(['payment'], 'SHIPMENT_REFUSED')).when(answer);
    const expected = ended.thenMovesTo({ ...abandoned, reason: 'SHIPMENT_REFUSED' });
    expected.andSends().andCommands(cancelOrder('SHIPMENT_REFUSED')).andRests();
  });

  it('asks again for all undos when none is answered in time', () => {
    const asked = given(undoing())
      .when(overdue(undoing()))
      .thenMovesTo({ ...undoing(), attempt: 2 });
    asked.andSends(refundPayment, releaseStock).andCommands().andWaits(4_000);
  });

  it.each([
    ['payment', refundPayment],
    ['stock', releaseStock],
  ] as const)('asks again for the %s alone when only that is outstanding', (outstanding, undo) => {
    const asked = given(undoing([outstanding]))
      .when(overdue(undoing()))
      .thenMovesTo({ ...undoing([outstanding]), attempt: 2 });
    asked.andSends(undo).andCommands().andWaits(4_000);
  });
});

describe('at the end', () => {
  it('records the delivery of what was dispatched', () => {
    given(dispatched).when(shipmentDelivered).thenMovesTo(dispatched).andSends().andCommands(deliver).andRests();
  });

  it('tells a customer that the order has been shipped', () => {
    given(dispatched).when(cancelRequested).thenRejects({ code: 'ORDER_ALREADY_SHIPPED' });
  });
});

describe('a cancellation that was accepted', () => {
  it.each([canceling, undoing(), undoing(['stock'], 'PAYMENT_DECLINED'), abandoned])(
    'is accepted again and records nothing: $status',
    (state) => {
      given(state).when(cancelRequested).thenStays();
    },
  );
});

/** Answered in every state: an operator who asks for what does not belong is told so. */
const byHand = ['AskAgainRequested', 'AnswerSettledOutside'] as const;
const wishes = ['CancelRequested', 'UndoRequested'] as const;

/** The cells of the table that hold something; `DeadlinePassed` is asked of the state in hand. */
const cells = {
  NotStarted: ['OrderPlaced', ...wishes, ...byHand],
  AwaitingStock: ['StockReserved', 'StockReservationRefused', ...wishes, ...byHand, 'DeadlinePassed'],
  AwaitingPayment: ['PaymentCaptured', 'PaymentDeclined', ...wishes, ...byHand, 'DeadlinePassed'],
  AwaitingShipment: ['ShipmentScheduled', 'ShipmentRefused', ...wishes, ...byHand, 'DeadlinePassed'],
  Confirmed: ['ShipmentDispatched', 'ShipmentDelivered', ...wishes, ...byHand],
  Canceling: [
    ...['ShipmentCanceled', 'ShipmentDispatched', 'ShipmentCancellationRefused', 'ShipmentDelivered'],
    ...byHand,
    'DeadlinePassed',
  ],
  Undoing: ['PaymentRefunded', 'PaymentVoided', 'StockReleased', ...byHand, 'DeadlinePassed'],
  Dispatched: ['ShipmentDelivered', ...wishes, ...byHand],
  Abandoned: byHand,
} as const satisfies Record<string, readonly string[]>;

describe('a cell of the table that holds something', () => {
  const outstanding = { PaymentRefunded: 'payment', PaymentVoided: 'payment', StockReleased: 'stock' } as const;
  const isTickedOff = (state: FulfillmentState, { type }: Pick<FulfillmentInput, 'type'>): boolean =>
    state.status === 'Undoing' && type in outstanding
      ? !state.outstanding.includes(outstanding[type as keyof typeof outstanding])
      : false;
  const filled = everyState.flatMap(([state]) =>
    [...everyInput, overdue(state)]
      .filter(({ type }) => (cells[state.status] as readonly string[]).includes(type))
      .map((input) => ({ state, input })),
  );

  it.each(filled)('is heard, unless it was ticked off: $state.status hears $input.type', ({ state, input }) => {
    const isHeard = fulfillment.react(state, input).kind !== 'stayed';
    expect(isHeard).toBe(input.type === 'DeadlinePassed' || !isTickedOff(state, input));
  });
});

describe('an empty cell of the table', () => {
  const empty = everyState.flatMap(([state]) =>
    [...everyInput, overdue(state)]
      .filter(({ type }) => !(cells[state.status] as readonly string[]).includes(type))
      .map((input) => ({ state, input })),
  );

  it.each(empty)('stays: $state.status hears $input.type', ({ state, input }) => {
    given(state).when(input).thenStays();
  });

  it('stays when the answer was ticked off before', () => {
    given(undoing(['stock']))
      .when(refunded)
      .thenStays();
    given(undoing(['payment']))
      .when(stockReleased)
      .thenStays();
  });

  it('stays when a deadline was set in a state that is left', () => {
    given(awaitingShipment).when(overdue(awaitingPayment)).thenStays();
  });
});

describe('how long it waits', () => {
  it('doubles its wait up to the cap, and never gives up', () => {
    const waits = [1, 2, 3, 4, 5, 5_000].map((attempt) => fulfillment.patienceMs({ ...awaitingStock, attempt }));
    expect(waits).toEqual([2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  });

  it('finishes under the durations it started with', () => {
    const patient = { ...awaitingPayment, definition: { ...definition, paymentDeadlineMs: 60_000 } };
    expect(fulfillment.patienceMs(patient)).toBe(60_000);
  });

  it('gives the customer fifteen minutes to pay unless told otherwise', () => {
    expect(standardFulfillment.paymentDeadlineMs).toBe(900_000);
  });
});
