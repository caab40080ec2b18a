import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Shop } from './shop.ts';

it('A caller of the shop asks again, with the same key, while a service sheds', async () => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.url ?? ''} ${String(request.headers['idempotency-key'])}`);
    const sheds = heard.length === 1;
    response.writeHead(sheds ? 503 : 201, sheds ? { 'retry-after': '0' } : {}).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const shop = new Shop({ inventory: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` });
  await shop.stock('lamp', 1);
  server.close();
  expect(heard.map((one) => one.split(' ')[0])).toEqual(['/products', '/products', '/products/lamp/receipts']);
  expect(heard[1]).toBe(heard[0]);
  expect(heard[2]?.split(' ')[1]).not.toBe(heard[0]?.split(' ')[1]);
});
