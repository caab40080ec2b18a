import { fold } from '@tidemark/kernel';
import { specify } from '@tidemark/spec';
import { describe, expect, it } from 'vitest';
import { availableOf, stockDecider, stockOf } from './stock.decider.ts';
import {
  correctCount,
  corrected,
  freed,
  left,
  line,
  made,
  receive,
  received,
  refusedLate,
  refusedShort,
  release,
  released,
  reserve,
  ship,
  shipped,
  taken,
} from './stock.fixtures.ts';
import { UnlawfulQuantity } from './stock.ts';
import { warehouseDecider } from './warehouse.ts';

const given = specify(warehouseDecider);
const lamp = line('lamp', 2);
const rug = line('rug', 1);
const held = [received('lamp', 5), made('order-1', lamp), taken('lamp', 2)] as const;
const freedAgain = [...held, released('order-1', lamp), freed('lamp', 2)] as const;
const gone = [...held, shipped('order-1', lamp), left('lamp', 2)] as const;

describe('a reservation', () => {
  it('holds back every line', () => {
    given(received('lamp', 2), received('rug', 4))
      .when(reserve('order-1', lamp, rug))
      .then(made('order-1', lamp, rug), taken('lamp', 2), taken('rug', 1));
  });

  it('holds back nothing when one line falls short, and says by how much', () => {
    given(received('lamp', 5))
      .when(reserve('order-1', lamp, rug))
      .then(refusedShort('order-1', { sku: 'rug', requested: 1, available: 0 }));
  });

  it('counts only what is not held back for others', () => {
    given(...held)
      .when(reserve('order-2', line('lamp', 4)))
      .then(refusedShort('order-2', { sku: 'lamp', requested: 4, available: 3 }));
  });

  it('sums lines of the same product', () => {
    given(received('lamp', 3))
      .when(reserve('order-1', lamp, line('lamp', 1)))
      .then(made('order-1', line('lamp', 3)), taken('lamp', 3));
    given(received('lamp', 3))
      .when(reserve('order-1', lamp, lamp))
      .then(refusedShort('order-1', { sku: 'lamp', requested: 4, available: 3 }));
  });

  it('takes a product for a product, whatever its name', () => {
    given(received('__proto__', 1))
      .when(reserve('order-1', line('__proto__', 1)))
      .then(made('order-1', line('__proto__', 1)), taken('__proto__', 1));
    given()
      .when(reserve('constructor', line('constructor', 1)))
      .then(refusedShort('constructor', { sku: 'constructor', requested: 1, available: 0 }));
  });

  it('is made once, and answered again, when the command returns', () => {
    given(...held)
      .when(reserve('order-1', lamp))
      .thenAnswersAgain(made('order-1', lamp));
  });

  it('is refused again, with the same answer, when the command returns after stock came back', () => {
    const shortage = { sku: 'lamp', requested: 4, available: 3 };
    given(...held, refusedShort('order-2', shortage), released('order-1', lamp), freed('lamp', 2))
      .when(reserve('order-2', line('lamp', 4)))
      .thenAnswersAgain(refusedShort('order-2', shortage));
  });

  it('is refused when its release came first, and remembers the refusal', () => {
    given(received('lamp', 5), released('order-1')).when(reserve('order-1', lamp)).then(refusedLate('order-1'));
    given(received('lamp', 5), released('order-1'), refusedLate('order-1'))
      .when(reserve('order-1', lamp))
      .thenAnswersAgain(refusedLate('order-1'));
  });

  it('keeps its first answer after its release', () => {
    given(...freedAgain)
      .when(reserve('order-1', lamp))
      .thenAnswersAgain(made('order-1', lamp));
  });

  it.each([0, -1, 1.5, Number.NaN])('of %s pieces is no message that the contract allows', (quantity) => {
    expect(() => stockDecider.decide(reserve('order-1', line('lamp', quantity)), stockDecider.initial)).toThrow(
      UnlawfulQuantity,
    );
  });
});

describe('a release', () => {
  it('frees what is held', () => {
    given(...held)
      .when(release('order-1', lamp))
      .then(released('order-1', lamp), freed('lamp', 2));
  });

  it('leaves what it frees on the shelf, where others can have it', () => {
    const shelves = fold(stockDecider, freedAgain);
    expect(stockOf(shelves, 'lamp')).toEqual({ onHand: 5, reserved: 0, shipped: 0 });
    expect(availableOf(stockOf(shelves, 'lamp'))).toBe(5);
  });

  it('frees what is held, whatever its lines say', () => {
    given(...held)
      .when(release('order-1', line('lamp', 5)))
      .then(released('order-1', lamp), freed('lamp', 2));
  });

  it('is answered and remembered though the reservation is unknown', () => {
    given(received('lamp', 5)).when(release('order-1', lamp)).then(released('order-1'));
  });

  it('is answered though the reservation was refused', () => {
    given(refusedShort('order-1')).when(release('order-1', lamp)).then(released('order-1'));
  });

  it('frees once, and is answered again, when the command returns', () => {
    given(...freedAgain)
      .when(release('order-1', lamp))
      .thenAnswersAgain(released('order-1', lamp));
  });

  it('frees nothing once the goods have left', () => {
    given(...gone)
      .when(release('order-1', lamp))
      .then(released('order-1'));
  });
});

describe('a shipment', () => {
  it('takes what was held off the shelf', () => {
    given(...held)
      .when(ship('order-1', lamp))
      .then(shipped('order-1', lamp), left('lamp', 2));
    const shelves = fold(stockDecider, gone);
    expect(stockOf(shelves, 'lamp')).toEqual({ onHand: 3, reserved: 0, shipped: 2 });
    expect(availableOf(stockOf(shelves, 'lamp'))).toBe(3);
  });

  it('is booked once', () => {
    given(...gone)
      .when(ship('order-1', lamp))
      .thenNothing();
  });

  it('books nothing for an order that holds nothing', () => {
    given(received('lamp', 5)).when(ship('order-1', lamp)).thenNothing();
    given(received('lamp', 5), refusedShort('order-1')).when(ship('order-1', lamp)).thenNothing();
    given(...freedAgain)
      .when(ship('order-1', lamp))
      .thenNothing();
  });
});

describe('the count of a product', () => {
  it('grows by what comes in', () => {
    given().when(receive('lamp', 5)).then(received('lamp', 5));
  });

  it('is what somebody counted', () => {
    given(...held)
      .when(correctCount('lamp', 2))
      .then(corrected('lamp', 2));
  });

  it('needs no correction when it is right', () => {
    given(received('lamp', 5)).when(correctCount('lamp', 5)).thenNothing();
  });

  it('is never corrected below what is promised', () => {
    given(...held)
      .when(correctCount('lamp', 1))
      .thenRejects({ code: 'COUNT_BELOW_RESERVED', reserved: 2 });
    given().when(correctCount('lamp', -1)).thenRejects({ code: 'COUNT_BELOW_RESERVED', reserved: 0 });
  });

  it('is a whole number', () => {
    expect(() => stockDecider.decide(correctCount('lamp', 1.5), stockDecider.initial)).toThrow(UnlawfulQuantity);
    expect(() => stockDecider.decide(receive('lamp', 0), stockDecider.initial)).toThrow(UnlawfulQuantity);
  });
});

describe('a quantity that no sender may send', () => {
  it('is named with its product, for whoever has to look at the sender', () => {
    const error = new UnlawfulQuantity('lamp', 1.5);
    expect(error).toMatchObject({
      name: 'UnlawfulQuantity',
      code: 'INVENTORY.UNLAWFUL_QUANTITY',
      sku: 'lamp',
      quantity: 1.5,
    });
    expect(error.message).toContain('1.5 is no lawful number of pieces of lamp');
  });
});
