import { CannotTell } from './cannot-tell.ts';
import { get } from './http.ts';
import type { Fact, Place, Reading } from './reading.ts';
import { NONE, UNREAD } from './reading.ts';
import type { ProgramUrls } from './shop.ts';
import type { Story } from './story.ts';

/** Whose order is looked at, and where it stands. */
export interface Subject {
  readonly story: Story;
  readonly urls: ProgramUrls;
  readonly orderId: string;
  readonly customerId: string;
  readonly emailAddress: string;
  /** The story's own product of this name. */
  readonly skuOf: (goodsName: string) => string;
  /** The provider's ledger is long; what was there before the demo is of no interest. */
  readonly ledgerFrom: number;
}

/** The addresses that show each place; they are read, and named when something is wrong. */
export const addressesOf = ({ story, urls, orderId, emailAddress, skuOf, ledgerFrom }: Subject) =>
  ({
    fulfillment: `${urls.order}/orders/${orderId}/fulfillment`,
    'order view': `${urls.order}/orders/${orderId}`,
    stock: `${urls.inventory}/stock/${skuOf(story.goods[0]?.name ?? '')}`,
    payment: `${urls.payment}/payments/${orderId}`,
    ledger: `${urls.payment}/ledger?orderId=${orderId}`,
    "provider's ledger": `${urls['psp-simulator']}/v1/ledger?after=${String(ledgerFrom)}&limit=1000`,
    shipment: `${urls.shipping}/shipments/${orderId}`,
    mailbox: `${urls['mail-catcher']}/mails?to=${encodeURIComponent(emailAddress)}`,
  }) satisfies Readonly<Record<Place, string>>;

/** The address that shows a fact; each product has a shelf of its own. */
export const addressOf = (subject: Subject, place: Place, fact: string): string => {
  const goods = subject.story.goods.find(({ name }) => fact.startsWith(`${name} `));
  if (place !== 'stock' || goods === undefined) return addressesOf(subject)[place];
  return `${subject.urls.inventory}/stock/${subject.skuOf(goods.name)}`;
};

/** Asks every place what it says of the order. A place that cannot be read says so, and is no reason to give up. */
export const look = async (subject: Subject): Promise<Reading> => {
  const addresses = addressesOf(subject);
  const places = Object.keys(addresses) as Place[];
  const facts = await Promise.all(
    places.map((place) => readers[place](subject, addresses[place]).catch((error: unknown) => unread(error))),
  );
  return Object.fromEntries(places.map((place, index) => [place, facts[index] ?? {}])) as unknown as Reading;
};

type Facts = Readonly<Record<string, Fact>>;
type Body = Readonly<Record<string, Fact>>;
type Reader = (subject: Subject, address: string) => Promise<Facts>;

const unread = (error: unknown): Facts => ({ [UNREAD]: error instanceof Error ? error.message : String(error) });

const sum = (amounts: readonly { readonly amountMinor: number }[]): number =>
  amounts.reduce((total, { amountMinor }) => total + amountMinor, 0);

/** The body of a 200; undefined for 404, which is an answer too. Anything else cannot be read. */
const bodyAt = async (address: string): Promise<unknown> => {
  const { status, body } = await get(address);
  if (status === 404) return undefined;
  if (status === 200) return body;
  throw new Error(`HTTP ${String(status)}`);
};

const factsAt = async (address: string, ...names: readonly string[]): Promise<Facts> => {
  const body = (await bodyAt(address)) as Body | undefined;
  if (body === undefined) return { status: NONE };
  return Object.fromEntries(names.map((name) => [name, body[name] ?? null]));
};

const orderView: Reader = async ({ urls, customerId }, address) => {
  const facts = await factsAt(address, 'status', 'cancelReason', 'totalMinor', 'trackingCode');
  const list = `${urls.order}/orders?customerId=${encodeURIComponent(customerId)}`;
  const { orders } = (await bodyAt(list)) as { readonly orders: readonly object[] };
  return { ...facts, ordersOfCustomer: orders.length };
};

const stock: Reader = async ({ story, urls, skuOf }) => {
  const shelves = await Promise.all(
    story.goods.map(async ({ name }) => {
      const shelf = await factsAt(
        `${urls.inventory}/stock/${skuOf(name)}`,
        'onHand',
        'reserved',
        'available',
        'shipped',
      );
      const { onHand = null, ...others } = shelf;
      return Object.entries({ 'on hand': onHand, ...others }).map(([count, pieces]) => [`${name} ${count}`, pieces]);
    }),
  );
  return Object.fromEntries(shelves.flat()) as Facts;
};

/** What an undone payment captured and gave back stands in it also when nothing was. */
const payment: Reader = (_subject, address) => factsAt(address, 'status', 'capturedMinor', 'refundedMinor');

interface LedgerEntry {
  readonly account: string;
  readonly side: 'debit' | 'credit';
  readonly amountMinor: number;
}

const ledger: Reader = async (_subject, address) => {
  const { entries } = (await bodyAt(address)) as { readonly entries: readonly LedgerEntry[] };
  const sumOf = (...sides: readonly LedgerEntry['side'][]) => sum(entries.filter(({ side }) => sides.includes(side)));
  const receivable = entries.filter(({ account }) => account === 'provider-receivable');
  const sumOfReceivable = (wanted: LedgerEntry['side']) => sum(receivable.filter(({ side }) => side === wanted));
  return {
    debitsMinor: sumOf('debit'),
    creditsMinor: sumOf('credit'),
    receivableMinor: sumOfReceivable('debit') - sumOfReceivable('credit'),
  };
};

interface ProviderEntry {
  readonly type: 'charge' | 'refund' | 'void';
  readonly status?: string;
  readonly amountMinor: number;
  readonly reference: string | null;
}

/** By the reference and not by the key: a second charge under another key is just what must be found. */
const providersLedger: Reader = async ({ urls, orderId, ledgerFrom }) => {
  const entries = (await providerEntries(urls, ledgerFrom)).filter(({ reference }) => reference === orderId);
  const charges = entries.filter(({ type, status }) => type === 'charge' && status === 'captured');
  const refunds = entries.filter(({ type }) => type === 'refund');
  return { charges: charges.length, chargedMinor: sum(charges), refundedMinor: sum(refunds) };
};

const providerEntries = async (urls: ProgramUrls, from: number): Promise<readonly ProviderEntry[]> => {
  const all: ProviderEntry[] = [];
  for (let after: number | null = from; after !== null;) {
    const page = await bodyAt(`${urls['psp-simulator']}/v1/ledger?after=${String(after)}&limit=1000`);
    const { entries, next } = page as { readonly entries: readonly ProviderEntry[]; readonly next: number | null };
    all.push(...entries);
    after = next;
  }
  return all;
};

/**
 * How many entries the provider's ledger has: what comes later comes after them. Fails with {@link CannotTell} when it
 * cannot be read, since without it nobody knows where the money is.
 */
export const lengthOfProvidersLedger = async (urls: ProgramUrls): Promise<number> => {
  try {
    return (await providerEntries(urls, 0)).length;
  } catch (cause) {
    const ledgerUrl = `${urls['psp-simulator']}/v1/ledger`;
    throw new CannotTell(
      `The provider's ledger at ${ledgerUrl} cannot be read: see whether a fault is switched on.`,
      cause,
    );
  }
};

const shipment: Reader = (_subject, address) => factsAt(address, 'status', 'trackingCode');

/** A mail that reached the customer. */
export interface DeliveredMail {
  readonly subject: string;
  readonly messageId: string | null;
  readonly receivedAt: string;
}

/** The customer's mails, oldest first. */
export const mailsTo = async (subject: Subject): Promise<readonly DeliveredMail[]> => {
  const { mails } = (await bodyAt(addressesOf(subject).mailbox)) as { readonly mails: readonly DeliveredMail[] };
  return mails.toReversed();
};

/** The Message-ID says which order and kind a mail is about: `<orderId>.<kind>@…`. */
const kindOf = ({ messageId, subject }: DeliveredMail, orderId: string): string =>
  messageId?.startsWith(`<${orderId}.`) === true ? (/\.(\w+)@/u.exec(messageId)?.[1] ?? subject) : `"${subject}"`;

const mailbox: Reader = async (subject) => {
  const mails = await mailsTo(subject);
  return {
    kinds: mails
      .map((mail) => kindOf(mail, subject.orderId))
      .toSorted()
      .join(', '),
  };
};

const readers: Readonly<Record<Place, Reader>> = {
  fulfillment: (_subject, address) => factsAt(address, 'status'),
  'order view': orderView,
  stock,
  payment,
  ledger,
  "provider's ledger": providersLedger,
  shipment,
  mailbox,
};
