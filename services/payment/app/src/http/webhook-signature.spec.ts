import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSigned } from './webhook-signature.ts';

const SECRET = 'whsec_0123456789abcdef';
const BODY = Buffer.from('{"id":"evt_1"}');
const NOW = 1_900_000_000;

const signature = (at: number | string, secret = SECRET): string =>
  createHmac('sha256', secret)
    .update(`${at}.${BODY.toString('utf8')}`)
    .digest('hex');

describe('a signature', () => {
  it.each([
    ['now', `t=${NOW},v1=${signature(NOW)}`],
    ['five minutes ago', `t=${NOW - 300},v1=${signature(NOW - 300)}`],
    ['while the secret is being changed', `t=${NOW},v1=${signature(NOW, 'the old one')},v1=${signature(NOW)}`],
  ])('is accepted when it was made %s', (_when, header) => {
    expect(isSigned(SECRET, header, BODY, NOW)).toBe(true);
  });

  it.each([
    ['too old', `t=${NOW - 301},v1=${signature(NOW - 301)}`],
    ['too new', `t=${NOW + 301},v1=${signature(NOW + 301)}`],
    ['of another secret', `t=${NOW},v1=${signature(NOW, 'another')}`],
    ['of another time', `t=${NOW},v1=${signature(NOW - 1)}`],
    ['shortened', `t=${NOW},v1=${signature(NOW).slice(0, 62)}`],
    ['without a time', `v1=${signature('')}`],
    ['of no time', `t=NaN,v1=${signature('NaN')}`],
    ['without itself', `t=${NOW}`],
    ['empty', ''],
  ])('is refused when it is %s', (_what, header) => {
    expect(isSigned(SECRET, header, BODY, NOW)).toBe(false);
  });

  it('is refused for other bytes', () => {
    expect(isSigned(SECRET, `t=${NOW},v1=${signature(NOW)}`, Buffer.from('{"id":"evt_2"}'), NOW)).toBe(false);
  });
});
