import { specify } from '@tidemark/spec';
import { describe, expect, it } from 'vitest';
import { orderDecider } from './order.decider.ts';
import {
  canceled,
  cancelOrder,
  cancellationRefused,
  cancellationRequested,
  catalog,
  confirm,
  confirmed,
  deliver,
  delivered,
  dispatch,
  dispatched,
  dollars,
  euros,
  line,
  placed,
  placeOrder,
  refuseCancellation,
  requestCancellation,
} from './order.fixtures.ts';

const given = specify(orderDecider);

describe('placing an order', () => {
  it('prices each line by the catalog and sums them up', () => {
    given()
      .when(placeOrder([line('lamp', 2), line('rug')]))
      .then({
        ...placed,
        lines: [
          { sku: 'lamp', quantity: 2, unitPriceMinor: 2_500 },
          { sku: 'rug', quantity: 1, unitPriceMinor: 9_900 },
        ],
        totalMinor: 14_900,
      });
  });

  it('places once: the same order again is accepted and changes nothing', () => {
    given(placed).when(placeOrder()).thenNothing();
  });

  it('keeps what was placed when the same order comes again at other prices', () => {
    given(placed)
      .when(placeOrder([line('lamp', 2)], { lamp: euros(1) }))
      .thenNothing();
  });

  it('names every product that the catalog does not know', () => {
    given()
      .when(placeOrder([line('lamp'), line('sofa'), line('desk')]))
      .thenRejects({ code: 'UNKNOWN_SKU', skus: ['sofa', 'desk'] });
  });

  it('knows no product by the name of a property that every object has', () => {
    given()
      .when(placeOrder([line('constructor')]))
      .thenRejects({ code: 'UNKNOWN_SKU', skus: ['constructor'] });
  });

  it('refuses lines in more than one currency', () => {
    given()
      .when(placeOrder([line('lamp'), line('map')], { ...catalog, map: dollars(700) }))
      .thenRejects({ code: 'MIXED_CURRENCIES', currencies: ['EUR', 'USD'] });
  });

  it('refuses a product that stands on two lines', () => {
    given()
      .when(placeOrder([line('lamp'), line('rug'), line('lamp', 3)]))
      .thenRejects({ code: 'DUPLICATE_SKU', skus: ['lamp'] });
  });

  it('refuses an order without lines', () => {
    given().when(placeOrder([])).thenRejects({ code: 'NO_LINES' });
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('refuses a quantity of %d', (quantity) => {
    given()
      .when(placeOrder([line('lamp', quantity)]))
      .thenRejects({ code: 'INVALID_QUANTITY', skus: ['lamp'] });
  });

  it('refuses a total that can no longer be counted exactly', () => {
    given()
      .when(placeOrder([line('lamp', 2)], { lamp: euros(Number.MAX_SAFE_INTEGER) }))
      .thenRejects({ code: 'TOTAL_TOO_LARGE' });
  });

  it('takes an order that costs the least there is', () => {
    given()
      .when(placeOrder([line('lamp')], { lamp: euros(1) }))
      .then({ ...placed, lines: [{ sku: 'lamp', quantity: 1, unitPriceMinor: 1 }], totalMinor: 1 });
  });

  it('names a product once, on however many lines it is wrong', () => {
    given()
      .when(placeOrder([line('lamp', 0), line('rug'), line('lamp', -1)]))
      .thenRejects({ code: 'INVALID_QUANTITY', skus: ['lamp'] });
    given()
      .when(placeOrder([line('lamp'), line('lamp'), line('lamp')]))
      .thenRejects({ code: 'DUPLICATE_SKU', skus: ['lamp'] });
  });

  it('refuses an order that costs nothing, which nobody could be paid for', () => {
    given()
      .when(placeOrder([line('lamp')], { lamp: euros(0) }))
      .thenRejects({ code: 'NOTHING_TO_PAY' });
  });
});

describe('what the fulfillment process decided', () => {
  it('confirms a placed order once', () => {
    given(placed).when(confirm).then(confirmed);
    given(placed, confirmed).when(confirm).thenNothing();
  });

  it('records a request to cancel, and records it once', () => {
    given(placed).when(requestCancellation('changed my mind')).then(cancellationRequested('changed my mind'));
    given(placed, cancellationRequested()).when(requestCancellation()).thenNothing();
  });

  it('records a new request to cancel after the first was refused', () => {
    given(placed, confirmed, cancellationRequested(), cancellationRefused)
      .when(requestCancellation())
      .then(cancellationRequested());
  });

  it('refuses a cancellation only while one is asked for', () => {
    given(placed, confirmed, cancellationRequested()).when(refuseCancellation).then(cancellationRefused);
    given(placed, confirmed).when(refuseCancellation).thenNothing();
  });

  it('cancels with the reason, and an order that was canceled stays as it is', () => {
    given(placed).when(cancelOrder('OUT_OF_STOCK')).then(canceled('OUT_OF_STOCK'));
    given(placed, canceled('OUT_OF_STOCK')).when(cancelOrder('CUSTOMER')).thenNothing();
  });

  it('dispatches with the tracking code, and a second dispatch changes nothing', () => {
    given(placed, confirmed).when(dispatch('TRACK-1')).then(dispatched('TRACK-1'));
    given(placed, confirmed, dispatched(null)).when(dispatch('TRACK-1')).thenNothing();
  });

  it('delivers once what was dispatched', () => {
    given(placed, confirmed, dispatched()).when(deliver).then(delivered);
    given(placed, confirmed, dispatched(), delivered).when(deliver).thenNothing();
  });

  it('takes a delivery for a delivery, though nothing was heard of its dispatch', () => {
    given(placed, confirmed).when(deliver).then(delivered);
  });

  it('does not cancel what was dispatched, nor dispatch what was canceled', () => {
    given(placed, confirmed, dispatched()).when(cancelOrder()).thenNothing();
    given(placed, canceled()).when(dispatch()).thenNothing();
  });

  it('accepts everything for an order that was never placed, and records nothing', () => {
    given().when(confirm).thenNothing();
  });
});

describe('the state of an order', () => {
  it('keeps what deciding and publishing need, and neither card token nor address', () => {
    expect(orderDecider.evolve(orderDecider.initial, placed)).toEqual({
      status: 'Placed',
      orderId: 'order-1',
      customerId: 'customer-1',
      emailAddress: 'ada@example.org',
      totalMinor: 5_000,
      currency: 'EUR',
      pieces: 2,
    });
  });
});
