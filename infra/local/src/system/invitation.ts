import type { Footprint } from './memory.ts';

/** What to look at and to try, once everything runs. */
export const invitation = (
  urls: Readonly<Record<string, string>>,
  startSeconds: string,
  paymentDeadlineMs: number,
  { processes, pssMiB }: Footprint,
): readonly string[] => {
  const width = Math.max(...Object.keys(urls).map(({ length }) => length));
  const { order = '', inventory = '' } = urls;
  return [
    `everything runs; the first order was confirmed ${startSeconds} s after the start`,
    `${String(processes)} processes, ${String(pssMiB)} MiB of memory together (PSS)`,
    `an order that is not paid is undone after ${String(paymentDeadlineMs / 1_000)} s here, after 15 min in production (PAYMENT_DEADLINE_MS)`,
    '',
    ...Object.entries(urls).map(
      ([name, url]) => `  ${name.padEnd(width)}  ${url}${name in OWN_PAGES ? OWN_PAGES[name] : '/docs'}`,
    ),
    '',
    'four things to try',
    `  an order of your own     curl -si ${order}/orders -H 'content-type: application/json' -H "idempotency-key: $(date +%s%N)" \\`,
    `                             -d '${ORDER}'`,
    `  what the shelf says      curl -s ${inventory}/stock/lamp`,
    `  a card that is declined  the first command again, with "tok_declined": watch ${order}/orders/<id>/fulfillment`,
    '  every end an order has   npm run demo, in another terminal',
    '',
  ];
};

const OWN_PAGES: Readonly<Record<string, string>> = {
  'psp-simulator': '/v1/ledger',
  'mail-catcher': '/',
  watchdog: '/metrics',
};

const ORDER = JSON.stringify({
  customerId: 'me',
  emailAddress: 'me@example.com',
  cardToken: 'tok_approved',
  address: { recipient: 'Me', street: 'Here 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [{ sku: 'lamp', quantity: 1 }],
});
