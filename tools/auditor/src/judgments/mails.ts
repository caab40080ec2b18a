import type { Violation } from '../invariants.ts';
import { ofOrder } from '../invariants.ts';
import type { MailReading, NotificationReading, OrderCase } from '../order-case.ts';

/** Which fact the customer is written to about, and as what. */
const KINDS: Readonly<Record<string, string>> = {
  OrderConfirmed: 'confirmed',
  OrderCanceled: 'canceled',
  OrderDispatched: 'dispatched',
  OrderDelivered: 'delivered',
};

/**
 * I13: one notification for each turn that the order took, and one mail for each that was sent.
 *
 * SMTP cannot promise more than "at least once": a mail may come again, under the same Message-ID, as often as it was
 * handed over. `mailsSince` is when the oldest mail came that the catcher still has: what was asked for earlier cannot be looked for.
 */
export const judgeMails = (known: OrderCase, mailsSince: number): readonly Violation[] => {
  const { orderId, order, notifications, mails } = known;
  const wrong = ofOrder('I13', orderId);
  const expected = [...new Set((order?.facts ?? []).map((type) => KINDS[type]).filter((kind) => kind !== undefined))];
  const found = notifications.map(({ kind }) => kind);
  return [
    ...(sorted(expected) === sorted(found) ? [] : [wrong(`notifications of ${sorted(expected)}`, sorted(found))]),
    ...notifications
      .filter(({ status }) => status === 'pending')
      .map(({ kind }) => wrong(`the mail "${kind}" sent or refused`, 'pending, and no job is left that would send it')),
    ...(mails === undefined ? [] : judgeSent(known, mails, mailsSince)),
  ];
};

const judgeSent = (
  { orderId, notifications }: OrderCase,
  mails: readonly MailReading[],
  mailsSince: number,
): readonly Violation[] => {
  const wrong = ofOrder('I13', orderId);
  const byKind = Map.groupBy(mails, ({ kind }) => kind);
  const unasked = [...byKind.keys()]
    .filter((kind) => !notifications.some((notification) => notification.kind === kind))
    .map((kind) => wrong(`no mail "${kind}"`, 'one was caught, of which notification knows nothing'));
  return [
    ...unasked,
    ...notifications.flatMap((notification) => {
      const problem = problemOf(notification, byKind.get(notification.kind) ?? [], mailsSince);
      return problem === undefined ? [] : [wrong(...problem)];
    }),
  ];
};

const problemOf = (
  { kind, status, createdAt, attempts }: NotificationReading,
  caught: readonly MailReading[],
  mailsSince: number,
): readonly [expected: string, found: string] | undefined => {
  if (new Set(caught.map(({ messageId }) => messageId)).size > 1) {
    return [`one Message-ID for the mail "${kind}"`, caught.map(({ messageId }) => messageId).join(', ')];
  }
  if (caught.length > Math.max(attempts, 1)) {
    return [`the mail "${kind}" as often as it was handed over, ${attempts}`, `${caught.length} times`];
  }
  if (status === 'sent' && caught.length === 0 && createdAt > mailsSince) {
    return [`the mail "${kind}" caught`, 'sent, and nothing arrived'];
  }
  return undefined;
};

const sorted = (kinds: readonly string[]): string => (kinds.length === 0 ? 'nothing' : kinds.toSorted().join(', '));
