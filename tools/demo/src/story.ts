import type { Scene } from './scene.ts';

/** What became of the order. A cancellation has a reason. */
export type OrderEnd =
  | 'Confirmed'
  | 'Dispatched'
  | 'Delivered'
  | 'Canceled: CUSTOMER'
  | 'Canceled: OUT_OF_STOCK'
  | 'Canceled: PAYMENT_DECLINED'
  | 'Canceled: PAYMENT_TIMEOUT'
  | 'Canceled: SHIPMENT_REFUSED';

/** What became of the customer's money; the same in the payment, in our ledger and in the provider's own. */
export type MoneyEnd = 'never asked for' | 'declined' | 'voided' | 'kept' | 'given back';

/** What became of the goods of every line. */
export type GoodsEnd = 'on the shelf' | 'reserved' | 'shipped';

export type ShipmentEnd = 'never asked for' | 'Scheduled' | 'Refused' | 'Canceled' | 'Dispatched' | 'Delivered';

export type MailKind = 'confirmed' | 'canceled' | 'dispatched' | 'delivered';

/** Where a story must end, in every place that remembers something of its order. */
export interface End {
  readonly order: OrderEnd;
  readonly money: MoneyEnd;
  readonly goods: GoodsEnd;
  readonly shipment: ShipmentEnd;
  readonly mails: readonly MailKind[];
}

/** A product of the story's own, and how much of it is ordered. */
export interface Goods {
  readonly name: string;
  readonly priceMinor: number;
  readonly onHand: number;
  readonly ordered: number;
}

/** One way an order can go, and the only end it may then have. */
export interface Story {
  readonly name: string;
  /** What happens, in a few words. */
  readonly title: string;
  readonly goods: readonly Goods[];
  /** The token decides how the payment provider behaves; see the page of tools/psp-simulator. */
  readonly cardToken: string;
  /** Shipping serves some countries and refuses the others. */
  readonly country: string;
  /** What the people in it do, in this order. */
  readonly acts: (scene: Scene) => Promise<void>;
  readonly end: End;
  /** How long it is watched after its end for something that must not happen any more. */
  readonly watchMs: number;
}

/** What the whole order costs. */
export const totalOf = ({ goods }: Pick<Story, 'goods'>): number =>
  goods.reduce((sum, { priceMinor, ordered }) => sum + priceMinor * ordered, 0);
