import { specify } from '@tidemark/spec';
import { describe, it } from 'vitest';
import { shipmentDecider } from './shipment.decider.ts';
import {
  addressIn,
  cancel,
  canceled,
  cancellationRefused,
  confirm,
  confirmationHeard,
  deliver,
  delivered,
  dispatch,
  dispatched,
  refused,
  schedule,
  scheduled,
} from './shipment.fixtures.ts';

const given = specify(shipmentDecider);
const onItsWay = [scheduled, confirmationHeard, dispatched] as const;

describe('a shipment', () => {
  it('is scheduled', () => {
    given().when(schedule()).then(scheduled);
  });

  it('is scheduled once, and answered again, when the command returns', () => {
    given(scheduled).when(schedule()).thenAnswersAgain(scheduled);
    given(scheduled, canceled).when(schedule()).thenAnswersAgain(scheduled);
    given(...onItsWay, delivered)
      .when(schedule())
      .thenAnswersAgain(scheduled);
  });

  it.each(['AT', 'SE', 'CH', 'JP'])('is scheduled for an address in a country that is served: "%s"', (country) => {
    given()
      .when(schedule(country))
      .then({ ...scheduled, address: addressIn(country) });
  });

  it.each(['XX', 'AQ', 'de', ''])('is refused for an address in a country that is not served: "%s"', (country) => {
    given().when(schedule(country)).then(refused('ADDRESS_NOT_SERVED'));
  });

  it('stays refused, though the command returns with another address', () => {
    given(refused('ADDRESS_NOT_SERVED')).when(schedule('DE')).thenAnswersAgain(refused('ADDRESS_NOT_SERVED'));
  });
});

describe('a cancellation', () => {
  it('stops a scheduled shipment, also of a confirmed order', () => {
    given(scheduled).when(cancel).then(canceled);
    given(scheduled, confirmationHeard).when(cancel).then(canceled);
  });

  it('is answered again when the command returns', () => {
    given(scheduled, canceled).when(cancel).thenAnswersAgain(canceled);
  });

  it('that overtook its shipment is answered, remembered, and refuses the latecomer', () => {
    given().when(cancel).then(canceled);
    given(canceled).when(schedule()).then(refused('CANCELED_BEFORE'));
    given(canceled, refused('CANCELED_BEFORE')).when(schedule()).thenAnswersAgain(refused('CANCELED_BEFORE'));
    given(canceled, refused('CANCELED_BEFORE')).when(cancel).thenAnswersAgain(canceled);
  });

  it('is answered for a refused shipment, which stays refused', () => {
    given(refused('ADDRESS_NOT_SERVED')).when(cancel).then(canceled);
    given(refused('ADDRESS_NOT_SERVED'), canceled).when(cancel).thenAnswersAgain(canceled);
    given(refused('ADDRESS_NOT_SERVED'), canceled).when(schedule()).thenAnswersAgain(refused('ADDRESS_NOT_SERVED'));
    given(refused('ADDRESS_NOT_SERVED'), canceled).when(dispatch()).thenRejects({ code: 'SHIPMENT_REFUSED' });
  });

  it('is refused once the shipment has left', () => {
    given(...onItsWay)
      .when(cancel)
      .then(cancellationRefused);
    given(...onItsWay, delivered)
      .when(cancel)
      .then(cancellationRefused);
    given(...onItsWay, cancellationRefused, delivered)
      .when(cancel)
      .thenAnswersAgain(cancellationRefused);
  });
});

describe('the confirmation of an order', () => {
  it('is heard once', () => {
    given(scheduled).when(confirm).then(confirmationHeard);
    given(scheduled, confirmationHeard).when(confirm).thenNothing();
  });

  it('is remembered when it is heard before the shipment', () => {
    given().when(confirm).then(confirmationHeard);
    given(confirmationHeard).when(schedule()).then(scheduled);
    given(confirmationHeard, scheduled).when(dispatch()).then(dispatched);
  });

  it('revives no canceled shipment', () => {
    given(scheduled, canceled, confirmationHeard).when(dispatch()).thenRejects({ code: 'SHIPMENT_CANCELED' });
  });
});

describe('a dispatch', () => {
  it('tells what left, and how to follow it', () => {
    given(scheduled, confirmationHeard).when(dispatch()).then(dispatched);
  });

  it('waits for the confirmation of the order', () => {
    given(scheduled).when(dispatch()).thenRejects({ code: 'ORDER_NOT_CONFIRMED' });
  });

  it('needs a shipment', () => {
    given().when(dispatch()).thenRejects({ code: 'SHIPMENT_UNKNOWN' });
    given(confirmationHeard).when(dispatch()).thenRejects({ code: 'SHIPMENT_UNKNOWN' });
    given(refused('ADDRESS_NOT_SERVED')).when(dispatch()).thenRejects({ code: 'SHIPMENT_REFUSED' });
    given(canceled, refused('CANCELED_BEFORE')).when(dispatch()).thenRejects({ code: 'SHIPMENT_CANCELED' });
  });

  it('happens once, and keeps its first tracking code', () => {
    given(...onItsWay)
      .when(dispatch('TRACK-2'))
      .thenNothing();
    given(...onItsWay, delivered)
      .when(dispatch())
      .thenNothing();
  });
});

describe('a delivery', () => {
  it('follows the dispatch, once', () => {
    given(...onItsWay)
      .when(deliver)
      .then(delivered);
    given(...onItsWay, delivered)
      .when(deliver)
      .thenNothing();
  });

  it('is impossible before the dispatch', () => {
    given().when(deliver).thenRejects({ code: 'SHIPMENT_UNKNOWN' });
    given(refused('ADDRESS_NOT_SERVED')).when(deliver).thenRejects({ code: 'SHIPMENT_REFUSED' });
    given(scheduled, canceled).when(deliver).thenRejects({ code: 'SHIPMENT_CANCELED' });
    given(scheduled, confirmationHeard).when(deliver).thenRejects({ code: 'NOT_DISPATCHED' });
  });
});
