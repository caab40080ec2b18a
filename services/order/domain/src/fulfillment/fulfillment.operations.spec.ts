import { specifyProcess } from '@tidemark/spec';
import { describe, expect, it } from 'vitest';
import { cancelOrder, requestCancellation } from '../order/order.fixtures.ts';
import { awaitedOf } from './fulfillment.awaited.ts';
import {
  abandoned,
  askAgainRequested,
  awaitingPayment,
  awaitingShipment,
  awaitingStock,
  canceling,
  cancelRequested,
  cancelShipment,
  confirmed,
  dispatched,
  everyState,
  refunded,
  refundPayment,
  releaseStock,
  reserveStock,
  scheduleShipment,
  settledOutside,
  shipmentCanceled,
  undoing,
  undoRequested,
} from './fulfillment.fixtures.ts';
import { fulfillment } from './fulfillment.process.ts';

const given = specifyProcess(fulfillment);

describe('an operator who asks again', () => {
  it.each([
    [awaitingStock, [reserveStock]],
    [awaitingShipment, [scheduleShipment]],
    [canceling, [cancelShipment]],
    [undoing(), [refundPayment, releaseStock]],
    [undoing(['stock']), [releaseStock]],
  ])('sends what is not answered once more, and leaves the waits as they were: $status', (state, questions) => {
    const later = { ...state, attempt: 3 };
    const asked = given(later).when(askAgainRequested).thenMovesTo(later);
    asked
      .andSends(...questions)
      .andCommands()
      .andWaits(8_000);
  });

  it('is told that a payment is not asked for twice: its card token is not kept', () => {
    given(awaitingPayment).when(askAgainRequested).thenRejects({ code: 'PAYMENT_NOT_ASKED_AGAIN' });
  });

  it.each([confirmed, dispatched, abandoned])('is told that nobody owes an answer: $status', (state) => {
    given(state).when(askAgainRequested).thenRejects({ code: 'NOTHING_TO_ASK_AGAIN', fulfillment: state.status });
  });
});

describe('an operator who undoes', () => {
  const unheard = requestCancellation(null);
  const cancelingForOperator = { ...canceling, reason: 'OPERATOR' } as const;

  it.each([
    [awaitingStock, undoing(['stock'], 'OPERATOR'), [releaseStock]],
    [awaitingPayment, undoing(['payment', 'stock'], 'OPERATOR'), [refundPayment, releaseStock]],
    [awaitingShipment, cancelingForOperator, [cancelShipment]],
    [confirmed, cancelingForOperator, [cancelShipment]],
  ])('does what a cancellation by the customer does, and puts no words into public: $status', (state, next, sent) => {
    given(state)
      .when(undoRequested)
      .thenMovesTo(next)
      .andSends(...sent)
      .andCommands(unheard);
  });

  it.each(everyState.map(([state]) => state))('follows the column of the customer: $status', (state) => {
    const [byCustomer, byOperator] = [cancelRequested, undoRequested].map((input) => fulfillment.react(state, input));
    const withoutWords = JSON.stringify(byCustomer).replace('"changed my mind"', 'null');
    // Only who asked differs, and with it what the customer will be told.
    const who = /,"reason":"(CUSTOMER|OPERATOR)"/gu;
    expect(JSON.stringify(byOperator).replaceAll(who, '')).toBe(withoutWords.replaceAll(who, ''));
  });

  it('is named as the cause of the end, also when shipping had to let go first', () => {
    given(cancelingForOperator)
      .when(shipmentCanceled)
      .thenMovesTo(undoing(['payment', 'stock'], 'OPERATOR'));
    given(canceling).when(shipmentCanceled).thenMovesTo(undoing());
  });

  it('is told that the order has been shipped', () => {
    given(dispatched).when(undoRequested).thenRejects({ code: 'ORDER_ALREADY_SHIPPED' });
  });
});

describe('an operator who declares an undo settled outside', () => {
  it.each([
    ['payment', 'stock'],
    ['stock', 'payment'],
  ] as const)('is no longer made to wait for the %s, and still for the %s', (answer, other) => {
    const left = given(undoing()).when(settledOutside(answer));
    left
      .thenMovesTo(undoing([other]))
      .andSends()
      .andCommands()
      .andWaits(2_000);
  });

  it('ends the order with its reason when nothing else was outstanding', () => {
    const ended = given(undoing(['payment'], 'PAYMENT_TIMEOUT')).when(settledOutside('payment'));
    const expected = ended.thenMovesTo({ ...abandoned, reason: 'PAYMENT_TIMEOUT' });
    expected.andSends().andCommands(cancelOrder('PAYMENT_TIMEOUT')).andRests();
  });

  it('leaves nothing for the answer to do that comes after all', () => {
    given(undoing(['stock']))
      .when(refunded)
      .thenStays();
    given(abandoned).when(refunded).thenStays();
  });

  it('names an answer that is outstanding', () => {
    const rejection = { code: 'ANSWER_NOT_OUTSTANDING', answer: 'payment', outstanding: ['stock'] } as const;
    given(undoing(['stock']))
      .when(settledOutside('payment'))
      .thenRejects(rejection);
  });

  it.each([awaitingStock, awaitingPayment, awaitingShipment, confirmed, canceling, dispatched, abandoned])(
    'does so only while the order is undone, not while $status',
    (state) => {
      given(state).when(settledOutside('stock')).thenRejects({ code: 'NOT_UNDOING', fulfillment: state.status });
    },
  );
});

describe('an operator who means an order that nobody placed', () => {
  it.each([askAgainRequested, undoRequested, settledOutside('stock')])('is told so: $type', (input) => {
    given().when(input).thenRejects({ code: 'ORDER_UNKNOWN' });
  });
});

describe('what is not answered', () => {
  it.each(everyState.map(([state]) => state))('is what an operator can have asked again: $status', (state) => {
    const reaction = fulfillment.react(state, askAgainRequested);
    const sent = reaction.kind === 'rejected' ? [] : reaction.send.map(({ type }) => type);
    expect(sent).toEqual(state.status === 'AwaitingPayment' ? [] : awaitedOf(state));
  });

  it('is the payment while its deadline runs', () => {
    expect(awaitedOf(awaitingPayment)).toEqual(['CapturePayment']);
  });
});
