import type { KafkaRecord } from './record.ts';

export const MESSAGE_ID = '019b7c00-0000-7000-8000-000000000001';

/** A record of `payment.events.v1`, whose value is its own text. */
export const recordOf = (value: string, more: Partial<KafkaRecord> = {}): KafkaRecord => ({
  topic: 'payment.events.v1',
  partition: 0,
  offset: '7',
  key: Buffer.from('order-1'),
  value: Buffer.from(value),
  headers: {},
  timestampMs: 0,
  ...more,
});

export const textOf = ({ value }: KafkaRecord): string => value?.toString() ?? '';
