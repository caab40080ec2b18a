import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storableText } from './storable-text.ts';

describe('storable text', () => {
  it('is the text itself where a row can hold it', () => {
    expect(storableText('Grüße', 100)).toBe('Grüße');
  });

  it('has no U+0000 and no half of a surrogate pair', () => {
    expect(storableText('a\u0000b\ud800c', 100)).toBe('a\uFFFDb\uFFFDc');
  });

  it('is cut by bytes, never inside a character', () => {
    expect(storableText('€€€', 7)).toBe('€€');
  });

  it('fits its limit and is well formed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, limit) => {
        const stored = storableText(text, limit);
        expect(Buffer.byteLength(stored)).toBeLessThanOrEqual(limit);
        expect(stored.isWellFormed() && !stored.includes('\u0000')).toBe(true);
      }),
    );
  });
});
