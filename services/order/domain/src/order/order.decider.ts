import type { Accepted, Decider, Decision } from '@tidemark/kernel';
import { accept, assertNever, reject } from '@tidemark/kernel';
import type {
  FulfillmentCommand,
  OrderCommand,
  OrderFact,
  OrderLine,
  OrderRejection,
  OrderState,
  PlacedOrder,
  PlaceOrder,
} from './order.ts';

type Priced = OrderLine & { readonly unitPriceMinor: number; readonly currency: string };

const decide = (command: OrderCommand, state: OrderState): Decision<OrderFact, OrderRejection> => {
  if (command.type === 'PlaceOrder') return state.status === 'Unplaced' ? place(command) : accept();
  return state.status === 'Unplaced' ? accept() : record(command, state.status);
};

/** The order exists from here on: whatever it becomes is the process's to decide. */
const place = (command: PlaceOrder): Decision<OrderFact, OrderRejection> => {
  const { orderId, customerId, emailAddress, cardToken, address } = command;
  const objection = objectionTo(command.lines);
  if (objection) return reject(objection);

  const priced = command.lines.flatMap((line) => price(line, command.prices));
  const unknown = skusOf(command.lines.filter(({ sku }) => !command.prices.has(sku)));
  if (unknown.length > 0) return reject({ code: 'UNKNOWN_SKU', skus: unknown });

  const [currency, ...others] = [...new Set(priced.map((line) => line.currency))];
  if (currency === undefined) return reject({ code: 'NO_LINES' });
  if (others.length > 0) return reject({ code: 'MIXED_CURRENCIES', currencies: [currency, ...others] });

  const totalMinor = priced.reduce((total, line) => total + line.quantity * line.unitPriceMinor, 0);
  if (!Number.isSafeInteger(totalMinor)) return reject({ code: 'TOTAL_TOO_LARGE' });
  // No provider takes a payment of nothing, so such an order could never be paid.
  if (totalMinor < 1) return reject({ code: 'NOTHING_TO_PAY' });

  const lines = priced.map(({ sku, quantity, unitPriceMinor }) => ({ sku, quantity, unitPriceMinor }));
  const facts = { orderId, customerId, emailAddress, lines, totalMinor, currency, cardToken, address };
  return accept({ type: 'OrderPlaced', ...facts });
};

const objectionTo = (lines: readonly OrderLine[]): OrderRejection | undefined => {
  const uncountable = skusOf(lines.filter(({ quantity }) => !Number.isSafeInteger(quantity) || quantity < 1));
  if (uncountable.length > 0) return { code: 'INVALID_QUANTITY', skus: uncountable };
  const repeated = skusOf(lines.filter(({ sku }, index) => lines.findIndex((line) => line.sku === sku) < index));
  return repeated.length > 0 ? { code: 'DUPLICATE_SKU', skus: repeated } : undefined;
};

const skusOf = (lines: readonly OrderLine[]): readonly string[] => [...new Set(lines.map(({ sku }) => sku))];

const price = (line: OrderLine, prices: PlaceOrder['prices']): readonly Priced[] => {
  const found = prices.get(line.sku);
  return found ? [{ ...line, unitPriceMinor: found.unitPriceMinor, currency: found.currency }] : [];
};

/** Never refused: the process has decided. Nothing new when it holds already, or when the order has come to its end. */
const record = (command: FulfillmentCommand, status: PlacedOrder['status']): Accepted<OrderFact> => {
  const { orderId } = command;
  const open = status === 'Placed' || status === 'Confirmed' || status === 'CancellationRequested';
  switch (command.type) {
    case 'ConfirmOrder':
      return status === 'Placed' ? accept({ type: 'OrderConfirmed', orderId }) : accept();
    case 'RequestCancellation':
      return status === 'Placed' || status === 'Confirmed'
        ? accept({ type: 'OrderCancellationRequested', orderId, wording: command.wording })
        : accept();
    case 'RefuseCancellation':
      return status === 'CancellationRequested' ? accept({ type: 'OrderCancellationRefused', orderId }) : accept();
    case 'CancelOrder':
      return open ? accept({ type: 'OrderCanceled', orderId, reason: command.reason }) : accept();
    case 'DispatchOrder':
      return open ? accept({ type: 'OrderDispatched', orderId, trackingCode: command.trackingCode }) : accept();
    case 'DeliverOrder':
      return open || status === 'Dispatched' ? accept({ type: 'OrderDelivered', orderId }) : accept();
    default:
      return assertNever(command);
  }
};

const evolve = (state: OrderState, fact: OrderFact): OrderState => {
  if (fact.type !== 'OrderPlaced') return state.status === 'Unplaced' ? state : { ...state, status: statusAfter(fact) };
  const { orderId, customerId, emailAddress, totalMinor, currency } = fact;
  const pieces = fact.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return { status: 'Placed', orderId, customerId, emailAddress, totalMinor, currency, pieces };
};

const statusAfter = (fact: Exclude<OrderFact, { readonly type: 'OrderPlaced' }>): PlacedOrder['status'] => {
  switch (fact.type) {
    case 'OrderConfirmed':
    case 'OrderCancellationRefused':
      // Only a dispatched shipment refuses to be canceled, and only a confirmed order is dispatched.
      return 'Confirmed';
    case 'OrderCancellationRequested':
      return 'CancellationRequested';
    case 'OrderCanceled':
      return 'Canceled';
    case 'OrderDispatched':
      return 'Dispatched';
    case 'OrderDelivered':
      return 'Delivered';
    default:
      return assertNever(fact);
  }
};

/** The life of one order: what a customer may place, and what the fulfillment process made of it. */
export const orderDecider: Decider<OrderCommand, OrderState, OrderFact, OrderRejection> = {
  initial: { status: 'Unplaced' },
  decide,
  evolve,
};
