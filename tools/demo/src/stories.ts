import type { End, Goods, Story } from './story.ts';

const lamp: Goods = { name: 'lamp', priceMinor: 2_500, onHand: 10, ordered: 2 };

const ordinary: Omit<Story, 'name' | 'title' | 'end'> = {
  goods: [lamp],
  cardToken: 'tok_approved',
  country: 'DE',
  acts: (scene) => scene.place(),
  watchMs: 1_000,
};

const confirmed: End = {
  order: 'Confirmed',
  money: 'kept',
  goods: 'reserved',
  shipment: 'Scheduled',
  mails: ['confirmed'],
};

const canceled: Pick<End, 'goods' | 'mails'> = { goods: 'on the shelf', mails: ['canceled'] };

/** Payment asks a silent provider again after five seconds: only then can a second charge be made. */
const AFTER_THE_SECOND_CALL_MS = 6_500;

/** Every story, in the order in which they are told. */
export const stories: readonly Story[] = [
  { ...ordinary, name: 'all-well', title: 'everything goes as it should', end: confirmed },
  {
    ...ordinary,
    name: 'several-lines',
    title: 'three products in one order',
    goods: [
      lamp,
      { name: 'bulb', priceMinor: 300, onHand: 10, ordered: 6 },
      { name: 'shade', priceMinor: 1_250, onHand: 1, ordered: 1 },
    ],
    end: confirmed,
  },
  {
    ...ordinary,
    name: 'out-of-stock',
    title: 'one of two products is short',
    goods: [lamp, { name: 'rarity', priceMinor: 9_900, onHand: 1, ordered: 2 }],
    end: { ...canceled, order: 'Canceled: OUT_OF_STOCK', money: 'never asked for', shipment: 'never asked for' },
  },
  {
    ...ordinary,
    name: 'declined',
    title: 'the bank declines the card',
    cardToken: 'tok_declined',
    end: { ...canceled, order: 'Canceled: PAYMENT_DECLINED', money: 'declined', shipment: 'never asked for' },
  },
  { ...ordinary, name: 'provider-slow', title: 'the provider takes its time', cardToken: 'tok_slow', end: confirmed },
  {
    ...ordinary,
    name: 'provider-fails-once',
    title: 'the provider fails, then works',
    cardToken: 'tok_error_then_ok',
    end: confirmed,
  },
  {
    ...ordinary,
    name: 'charged-but-timed-out',
    title: 'charged, and never answered',
    cardToken: 'tok_timeout_charged',
    end: confirmed,
    watchMs: AFTER_THE_SECOND_CALL_MS,
  },
  {
    ...ordinary,
    name: 'not-charged-and-timed-out',
    title: 'neither charged nor answered, at first',
    cardToken: 'tok_timeout_not_charged',
    end: confirmed,
  },
  {
    ...ordinary,
    name: 'duplicate-webhook',
    title: 'the provider tells its outcome twice',
    cardToken: 'tok_duplicate_webhook',
    end: confirmed,
  },
  {
    ...ordinary,
    name: 'webhook-before-the-answer',
    title: 'the webhook overtakes the answer',
    cardToken: 'tok_webhook_first',
    end: confirmed,
  },
  {
    ...ordinary,
    name: 'shipment-refused',
    title: 'nobody delivers to that country',
    country: 'AQ',
    end: { ...canceled, order: 'Canceled: SHIPMENT_REFUSED', money: 'given back', shipment: 'Refused' },
  },
  {
    ...ordinary,
    name: 'canceled-while-waiting',
    title: 'canceled before the money is there',
    cardToken: 'tok_silent',
    acts: async (scene) => {
      await scene.place();
      await scene.until('AwaitingPayment');
      await scene.cancel({ status: 202 });
    },
    end: { ...canceled, order: 'Canceled: CUSTOMER', money: 'voided', shipment: 'never asked for' },
    watchMs: AFTER_THE_SECOND_CALL_MS,
  },
  {
    ...ordinary,
    name: 'canceled-after-confirmed',
    title: 'canceled before the parcel leaves',
    acts: async (scene) => {
      await scene.place();
      await scene.until('Confirmed');
      await scene.cancel({ status: 202 });
    },
    end: {
      ...canceled,
      order: 'Canceled: CUSTOMER',
      money: 'given back',
      shipment: 'Canceled',
      mails: ['canceled', 'confirmed'],
    },
  },
  {
    ...ordinary,
    name: 'canceled-too-late',
    title: 'canceled after the parcel left',
    acts: async (scene) => {
      await scene.place();
      await scene.until('Confirmed');
      await scene.dispatch();
      await scene.until('Dispatched');
      await scene.cancel({ status: 409, code: 'ORDER_ALREADY_SHIPPED' });
    },
    end: {
      order: 'Dispatched',
      money: 'kept',
      goods: 'shipped',
      shipment: 'Dispatched',
      mails: ['confirmed', 'dispatched'],
    },
  },
  {
    ...ordinary,
    name: 'dispatched-and-delivered',
    title: 'the parcel leaves and arrives',
    acts: async (scene) => {
      await scene.place();
      await scene.until('Confirmed');
      await scene.dispatch();
      await scene.until('Dispatched');
      await scene.deliver();
    },
    end: {
      order: 'Delivered',
      money: 'kept',
      goods: 'shipped',
      shipment: 'Delivered',
      mails: ['confirmed', 'delivered', 'dispatched'],
    },
  },
  {
    ...ordinary,
    name: 'five-times-at-once',
    title: 'the same POST five times at once',
    acts: (scene) => scene.placeFiveTimesAtOnce(),
    end: confirmed,
  },
  {
    ...ordinary,
    name: 'payment-deadline-passes',
    title: 'the provider never answers',
    cardToken: 'tok_silent',
    end: { ...canceled, order: 'Canceled: PAYMENT_TIMEOUT', money: 'voided', shipment: 'never asked for' },
  },
];
