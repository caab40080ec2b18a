import { isDeepStrictEqual } from 'node:util';
import type { Message, MessageType } from '@tidemark/contracts';
import { Wrong } from './wrong.ts';

/** Of each of these pairs an order hears one at most, for ever. */
const exclusive: readonly (readonly [MessageType, MessageType])[] = [
  ['StockReserved', 'StockReservationRefused'],
  ['PaymentCaptured', 'PaymentDeclined'],
  ['PaymentCaptured', 'PaymentVoided'],
  ['PaymentRefunded', 'PaymentVoided'],
  ['ShipmentScheduled', 'ShipmentRefused'],
  ['ShipmentCanceled', 'ShipmentCancellationRefused'],
  ['ShipmentCanceled', 'ShipmentDispatched'],
  ['OrderCanceled', 'OrderDispatched'],
  ['OrderCanceled', 'OrderDelivered'],
];

const rivalsOf = (type: MessageType): readonly MessageType[] =>
  exclusive.flatMap(([one, other]) => (one === type ? [other] : other === type ? [one] : []));

const rivals = new Map<MessageType, readonly MessageType[]>(
  exclusive.flat().map((type) => [type, rivalsOf(type)] as const),
);

/** May be said again with other words: what customers write, and how often they write it. */
const saidAnew: ReadonlySet<MessageType> = new Set(['OrderCancellationRequested', 'OrderCancellationRefused']);

/** Everything that was ever published, whether or not it arrived: law 2, an answer once given never changes. */
export class Answers {
  readonly #said = new Map<string, Message>();

  hear(message: Message): void {
    const { type, orderId } = message;
    for (const rival of rivals.get(type) ?? []) {
      if (this.#said.has(`${orderId} ${rival}`)) {
        throw new Wrong('an answer never changes', `${orderId} was told ${rival}, and now ${type}.`);
      }
    }
    const place = `${orderId} ${type}`;
    const before = this.#said.get(place);
    if (before === undefined) this.#said.set(place, message);
    else if (!saidAnew.has(type) && !isDeepStrictEqual(before, message)) {
      const [then, now] = [JSON.stringify(before), JSON.stringify(message)];
      throw new Wrong('an answer never changes', `${orderId} was told ${then}, and now ${now}.`);
    }
  }
}
