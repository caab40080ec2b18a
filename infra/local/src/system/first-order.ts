import type { Journey } from './shop.ts';
import { Shop } from './shop.ts';

/** Stocks a lamp, orders it, and follows the order until it is Confirmed and its mail has arrived. */
export const placeFirstOrder = async (urls: Readonly<Record<string, string>>): Promise<Journey> => {
  const shop = new Shop(urls);
  await shop.stock('lamp', 10);
  const orderId = await shop.order([{ sku: 'lamp', quantity: 1 }]);
  const fulfillment = await shop.until(orderId, 'Confirmed');
  return { orderId, fulfillment, mail: await shop.mailAbout(orderId, 'Your order is confirmed') };
};

/** The journey as lines: when, counted from the order; where it went; what brought it there; what left. */
export const timeline = ({ orderId, fulfillment, mail }: Journey): readonly string[] => {
  const { journal } = fulfillment;
  const began = Date.parse(journal[0]?.at ?? mail.receivedAt);
  const rows = [
    ...journal.map(({ at, to, input, sent }) => ({
      at,
      to,
      why: `${input} heard${sent.length > 0 ? `, ${sent.join(' and ')} sent` : ''}`,
    })),
    { at: mail.receivedAt, to: '(mail)', why: `"${mail.subject}" delivered` },
  ];
  const stateWidth = Math.max(...rows.map(({ to }) => to.length));
  return [
    `order ${orderId}`,
    ...rows.map(({ at, to, why }, index) => {
      const sinceStart = Date.parse(at) - began;
      const sinceLast = index === 0 ? 0 : Date.parse(at) - Date.parse(rows[index - 1]?.at ?? at);
      return `  ${milliseconds(sinceStart)}  ${`+${String(sinceLast)}`.padStart(5)}  ${to.padEnd(stateWidth)}  ${why}`;
    }),
  ];
};

const milliseconds = (value: number): string => `${String(value).padStart(5)} ms`;
