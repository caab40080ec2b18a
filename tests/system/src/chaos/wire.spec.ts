import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { eventually } from '@tidemark/local';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Wire } from './wire.ts';

let wire: Wire;
let heard = '';
let served: Socket[] = [];
const server = createServer((socket) => {
  served.push(socket);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
    socket.write(chunk);
  });
});

beforeEach(async () => {
  heard = '';
  served = [];
  wire = await Wire.open();
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  wire.leadTo((server.address() as AddressInfo).port);
});

afterEach(async () => {
  await wire.close();
  for (const socket of served) socket.destroy();
  server.close();
  await once(server, 'close');
});

/** A client that writes down what it hears and how it ended. */
const client = async () => {
  const socket = connect({ host: '127.0.0.1', port: wire.port });
  const said = { text: '', end: '' };
  socket.on('data', (chunk: Buffer) => (said.text += chunk.toString()));
  socket.on('error', (error: NodeJS.ErrnoException) => (said.end = error.code ?? 'error'));
  socket.on('close', () => (said.end ||= 'closed'));
  // One that is dropped at once never was connected.
  await once(socket, 'connect').catch(() => undefined);
  return { socket, said };
};

const until = (what: string, holds: () => boolean): Promise<true> =>
  eventually(what, () => Promise.resolve(holds() ? true : undefined), 5_000);

describe('a wire', () => {
  it('passes on everything both ways, in order', async () => {
    const { socket, said } = await client();
    const text = 'a'.repeat(300_000) + 'b'.repeat(300_000);
    socket.write(text);
    await until('the echo', () => said.text.length === text.length);
    expect(said.text === text && heard === text).toBe(true);
    socket.destroy();
  });

  it('drops what is connected when it is cut, lets nobody in, and does again when it is healed', async () => {
    const before = await client();
    wire.strike({ kind: 'cut' });
    await until('the connection to be dropped', () => before.said.end !== '');
    const refused = await client();
    await until('the new one to be dropped', () => refused.said.end !== '');
    wire.heal();
    const { socket, said } = await client();
    socket.write('hello');
    await until('an echo', () => said.text === 'hello');
    socket.destroy();
  });

  it('keeps what one side says until it is healed, and then brings it', async () => {
    const { socket, said } = await client();
    socket.write('one ');
    await until('an echo', () => said.text === 'one ');
    wire.strike({ kind: 'one-way', silent: 'server' });
    socket.write('two');
    await until('the server to hear', () => heard === 'one two');
    expect(said).toEqual({ text: 'one ', end: '' });
    wire.heal();
    await until('the answer', () => said.text === 'one two');
    socket.destroy();
  });

  it('brings what is slow late and in order, also past the end of the fault', async () => {
    const { socket, said } = await client();
    wire.strike({ kind: 'slow', delayMs: 100 });
    const began = performance.now();
    socket.write('slow ');
    await until('the server to hear', () => heard === 'slow ');
    expect(performance.now() - began).toBeGreaterThanOrEqual(99);
    wire.heal();
    socket.write('fast');
    await until('both', () => said.text === 'slow fast');
    socket.destroy();
  });

  it('resets a connection in the middle of what is being said', async () => {
    const { socket, said } = await client();
    wire.strike({ kind: 'reset', afterBytes: 10 });
    socket.write('0123456789abcdef');
    await until('the reset', () => said.end !== '');
    expect(['ECONNRESET', 'closed', 'EPIPE']).toContain(said.end);
    expect('0123456789').toContain(heard);
    socket.destroy();
  });
});
