import { specify } from '@tidemark/spec';
import { describe, it } from 'vitest';
import { paymentDecider } from './payment.decider.ts';
import {
  capture,
  captured,
  declined,
  record,
  recordCaptured,
  recordDeclined,
  recordRefunded,
  recordVoided,
  refund,
  refunded,
  refundRequested,
  requested,
  voided,
} from './payment.fixtures.ts';

const given = specify(paymentDecider);

describe('a capture', () => {
  it('is asked of the provider under a key that is the same for every attempt', () => {
    given().when(capture).then(requested);
  });

  it('is asked for, however small the amount', () => {
    given()
      .when({ ...capture, amountMinor: 1 })
      .then({ ...requested, amountMinor: 1 });
  });

  it('is asked for once while the answer is unknown', () => {
    given(requested).when(capture).thenNothing();
    given(requested, refundRequested).when(capture).thenNothing();
  });

  it('is answered again when the command returns', () => {
    given(requested, captured).when(capture).thenAnswersAgain(captured);
    given(requested, declined).when(capture).thenAnswersAgain(declined);
  });

  it('keeps its answer after the refund', () => {
    given(requested, captured, refundRequested).when(capture).thenAnswersAgain(captured);
    given(requested, captured, refundRequested, refunded).when(capture).thenAnswersAgain(captured);
    given(requested, declined, voided).when(capture).thenAnswersAgain(declined);
  });

  it('is never made once the order was to cost nothing', () => {
    given(voided).when(capture).thenAnswersAgain(voided);
    given(requested, refundRequested, voided).when(capture).thenAnswersAgain(voided);
  });

  it.each([0, -1, 1.5, Number.NaN])(
    'of %s minor units is declined, so that its order comes to an end',
    (amountMinor) => {
      given()
        .when({ ...capture, amountMinor })
        .then({ type: 'PaymentDeclined', orderId: capture.orderId, declineCode: 'invalid_amount' });
    },
  );
});

describe('a refund', () => {
  it('that overtook its capture is answered and remembered', () => {
    given().when(refund).then(voided);
    given(voided).when(refund).thenAnswersAgain(voided);
  });

  it('of an unknown capture is remembered, and answered by the last word of the provider', () => {
    given(requested).when(refund).then(refundRequested);
    given(requested, refundRequested).when(refund).thenNothing();
    given(requested, refundRequested).when(recordVoided).then(voided);
    given(requested, refundRequested).when(recordDeclined).then(declined, voided);
    given(requested, refundRequested).when(recordCaptured).then(captured);
    given(requested, refundRequested, captured).when(recordRefunded).then(refunded);
  });

  it('of an unknown capture books both when the provider says that it gave the money back', () => {
    given(requested, refundRequested).when(recordRefunded).then(captured, refunded);
    given(requested, refundRequested)
      .when(record({ kind: 'refunded' }))
      .then({ ...captured, providerReference: 'capture-order-1' }, refunded);
  });

  it('of a capture gives the money back', () => {
    given(requested, captured).when(refund).then(refundRequested);
    given(requested, captured, refundRequested).when(refund).thenNothing();
    given(requested, captured, refundRequested).when(recordRefunded).then(refunded);
  });

  it('of a declined payment is answered at once', () => {
    given(requested, declined).when(refund).then(voided);
  });

  it('is answered again when the command returns', () => {
    given(requested, captured, refundRequested, refunded).when(refund).thenAnswersAgain(refunded);
    given(requested, declined, voided).when(refund).thenAnswersAgain(voided);
  });

  it('that the provider made on its own is booked, and answers the command when it comes', () => {
    given(requested, captured).when(recordRefunded).then(refunded);
    given(requested, captured, refunded).when(refund).thenAnswersAgain(refunded);
  });
});

describe("the provider's word", () => {
  it('settles the capture', () => {
    given(requested).when(recordCaptured).then(captured);
    given(requested).when(recordDeclined).then(declined);
    given(requested).when(recordVoided).then(voided);
  });

  it.each([
    ['captured', recordCaptured, [requested, captured]],
    ['captured', recordCaptured, [requested, captured, refundRequested]],
    ['captured', recordCaptured, [requested, captured, refundRequested, refunded]],
    ['declined', recordDeclined, [requested, declined]],
    ['declined', recordDeclined, [requested, declined, voided]],
    ['declined', recordDeclined, [requested, refundRequested, voided]],
    ['voided', recordVoided, [requested, refundRequested, voided]],
    ['voided', recordVoided, [requested, refundRequested, declined, voided]],
    ['refunded', recordRefunded, [requested, captured, refundRequested, refunded]],
  ])('"%s" is heard once, whether job or webhook brings it first', (_word, outcome, facts) => {
    given(...facts)
      .when(outcome)
      .thenNothing();
  });

  it.each([
    [recordCaptured, [requested, declined], 'Declined'],
    [recordCaptured, [requested, refundRequested, voided], 'Voided'],
    [recordCaptured, [voided], 'Voided'],
    [recordRefunded, [requested, declined], 'Declined'],
    [recordRefunded, [requested, refundRequested, voided], 'Voided'],
    [recordDeclined, [requested, captured], 'Captured'],
    [recordDeclined, [requested, captured, refundRequested, refunded], 'Refunded'],
    [recordVoided, [requested, captured, refundRequested], 'Refunding'],
    [recordVoided, [requested, captured, refundRequested, refunded], 'Refunded'],
  ] as const)('is rejected when it contradicts what it said before: %o', (outcome, facts, recorded) => {
    given(...facts)
      .when(outcome)
      .thenRejects({ code: 'OUTCOME_CONTRADICTED', recorded, outcome: outcome.outcome.kind });
  });

  it.each([recordCaptured, recordDeclined, recordRefunded, recordVoided])(
    'on a payment that was never asked for is rejected: $outcome.kind',
    (outcome) => {
      given().when(outcome).thenRejects({ code: 'PAYMENT_UNKNOWN' });
    },
  );
});
