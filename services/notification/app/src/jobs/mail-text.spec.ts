import { describe, expect, it } from 'vitest';
import type { Letter } from './letter.ts';
import { mailOf } from './mail-text.ts';

const letter = (kind: Letter['kind'], more: Partial<Letter> = {}): Letter => ({
  notificationId: `order-1.${kind}`,
  orderId: 'order-1',
  kind,
  emailAddress: 'ada@example.org',
  status: 'pending',
  createdAt: '2026-11-29T12:00:00.000Z',
  sentAt: null,
  refusal: null,
  ...more,
});

const textOf = (kind: Letter['kind'], told?: Letter['told']): string => mailOf(letter(kind, told && { told })).text;

describe('a mail', () => {
  it('says how many pieces are confirmed', () => {
    expect(textOf('confirmed', { pieces: 3 })).toContain('its 3 pieces are reserved');
  });

  it('says it without a number when the news was written before pieces were counted', () => {
    expect(textOf('confirmed', { pieces: 0 })).toContain('order-1: it is reserved');
  });

  it('says why an order is canceled', () => {
    expect(textOf('canceled', { cause: 'OUT_OF_STOCK' })).toContain(
      'is canceled, because we do not have enough of it.',
    );
    expect(textOf('canceled', { cause: 'OPERATOR' })).toContain('is canceled by us, for which we are sorry.');
  });

  it('gives no cause where a later program told one that this one does not know', () => {
    expect(textOf('canceled', { cause: 'OTHER' })).toContain('order-1 is canceled. Whatever');
  });

  it.each(['confirmed', 'canceled'] as const)(
    'of a job from before there was more to tell is sent as it was: %s',
    (kind) => {
      expect(textOf(kind)).toMatch(/order-1(: it is reserved| is canceled\.)/u);
    },
  );
});
