import { createHmac, timingSafeEqual } from 'node:crypto';

/** A webhook older than this could be one that somebody recorded and sends again. */
const TOLERANCE_SECONDS = 300;

/**
 * Whether the provider signed these bytes, a short while ago: `t=<unix seconds>,v1=<hex>`, HMAC-SHA256 of
 * `<t>.<raw body>`. Several `v1` may stand there while a secret is being changed. Compared in constant time.
 */
export const isSigned = (secret: string, header: string, rawBody: Uint8Array, nowSeconds: number): boolean => {
  const parts = header.split(',').map((part) => part.trim().split('=', 2));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/u.test(time) || Math.abs(nowSeconds - Number(time)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(rawBody).digest();
  return parts.some(([name, value = '']) => name === 'v1' && isSame(value, expected));
};

const isSame = (hex: string, expected: Buffer): boolean =>
  /^[0-9a-f]{64}$/u.test(hex) && timingSafeEqual(Buffer.from(hex, 'hex'), expected);
