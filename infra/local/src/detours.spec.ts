import { describe, expect, it } from 'vitest';
import { detoured, noDetours } from './detours.ts';

const around = { kafka: {}, portFor: (_client: string, _server: string, port: number) => port + 1_000 };

describe('an address on the way around', () => {
  it.each([
    [
      'postgres://order_service:pass%2Fword@127.0.0.1:5432/tidemark',
      'postgres://order_service:pass%2Fword@127.0.0.1:6432/tidemark',
    ],
    ['http://127.0.0.1:8080/apis/ccompat/v7', 'http://127.0.0.1:9080/apis/ccompat/v7'],
    ['http://127.0.0.1:3010', 'http://127.0.0.1:4010'],
    ['smtp://127.0.0.1:3012', 'smtp://127.0.0.1:4012'],
  ])('of %s has another port and nothing else', (url, other) => {
    expect(detoured(around, 'order', 'server', url)).toBe(other);
    expect(detoured(noDetours, 'order', 'server', url)).toBe(url);
  });
});
