import { describe, expect, it } from 'vitest';
import { causeOf, inboxIdOf, streamVersionOf } from './envelope.ts';
import { MESSAGE_ID, recordOf } from './record.fixtures.ts';

const headed = (headers: Record<string, string>) => recordOf('x', { partition: 3, headers });

describe('The inbox', () => {
  it('knows a message by its id, wherever it stands', () => {
    expect(inboxIdOf(headed({ id: MESSAGE_ID }))).toBe(MESSAGE_ID);
  });

  it.each([
    {},
    { id: '' },
    { id: 'not-an-id' },
    { id: `${MESSAGE_ID} or 1=1` },
    { id: MESSAGE_ID.toUpperCase().replace('B', 'g') },
  ])('knows a record without a valid id by its place: %j', (headers) => {
    expect(inboxIdOf(headed(headers as Record<string, string>))).toBe('payment.events.v1/3/7');
  });
});

describe('The cause of what a record leads to', () => {
  it('carries its correlation, trace and actor on', () => {
    const headers = { id: MESSAGE_ID, correlationId: 'c', traceparent: 't', actor: 'customer' };
    expect(causeOf(headed(headers))).toEqual({
      messageId: MESSAGE_ID,
      correlationId: 'c',
      traceparent: 't',
      actor: 'customer',
    });
  });

  it('begins with the record itself where nothing is said', () => {
    expect(causeOf(headed({}))).toMatchObject({
      messageId: 'payment.events.v1/3/7',
      correlationId: 'payment.events.v1/3/7',
      actor: 'unknown',
    });
    expect(causeOf(headed({})).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/u);
  });

  it('cuts and cleans what its rows could not hold', () => {
    const hostile = `\u0000${'x'.repeat(1_000)}`;
    const cause = causeOf(headed({ id: MESSAGE_ID, correlationId: hostile, traceparent: hostile, actor: hostile }));
    for (const text of [cause.correlationId, cause.traceparent, cause.actor]) {
      expect(text).toMatch(/^\uFFFDx+$/u);
      expect(Buffer.byteLength(text)).toBe(200);
    }
  });
});

describe('The version of a stream', () => {
  it('is a positive whole number, or unknown', () => {
    expect(streamVersionOf(headed({ streamVersion: '12' }))).toBe(12);
    for (const streamVersion of ['0', '-1', '1.5', 'x', '', '9007199254740993']) {
      expect(streamVersionOf(headed({ streamVersion })), streamVersion).toBeUndefined();
    }
    expect(streamVersionOf(headed({}))).toBeUndefined();
  });
});
