import { z } from 'zod';
import type { MailReading } from '../order-case.ts';

const mailbox = z.object({
  total: z.number(),
  mails: z.array(
    z.object({
      id: z.string(),
      messageId: z.string().nullable(),
      subject: z.string().nullable(),
      receivedAt: z.string(),
    }),
  ),
});

/** What the mail catcher has kept of the mails about orders. */
export interface Mailbox {
  readonly byOrder: ReadonlyMap<string, readonly MailReading[]>;
  /** Epoch milliseconds: what came before may have been forgotten. */
  readonly since: number;
  readonly count: number;
}

/** Our Message-IDs name the order and the kind. */
const MESSAGE_ID = /^<([0-9a-f-]{36})\.([a-z]+)@[^>]+>$/u;

const MOST = 10_000;

/** Fails when the mail catcher does not answer. */
export const readMailbox = async (mailUrl: string): Promise<Mailbox> => {
  const url = `${mailUrl}/mails?limit=${MOST}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  const { mails } = mailbox.parse(await answer.json());
  const byOrder = new Map<string, MailReading[]>();
  for (const { messageId, receivedAt } of mails) {
    const [, orderId, kind] = MESSAGE_ID.exec(messageId ?? '') ?? [];
    if (messageId === null || orderId === undefined || kind === undefined) continue;
    const known = byOrder.get(orderId) ?? [];
    byOrder.set(orderId, known);
    known.push({ kind, messageId, receivedAt: Date.parse(receivedAt) });
  }
  const since = Math.min(...mails.map(({ receivedAt }) => Date.parse(receivedAt)));
  return { byOrder, since, count: mails.length };
};
