import { eventually } from '@tidemark/local';
import { Kafka, logLevel } from 'kafkajs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';
import type { Ended } from './tool.fixtures.ts';
import { runTool } from './tool.fixtures.ts';

const SIGNED = ['--actor', 'ada', '--reason', 'the bytes were cut short'];

let running: SharedShop;
let orderId: string;

beforeAll(async () => {
  running = sharedShop();
  await running.shop.stock('redriven', 10, 2_500);
  orderId = await running.shop.order([{ sku: 'redriven', quantity: 2 }]);
  await running.shop.until(orderId, 'Confirmed');
  return () => running.close();
});

const letters = (command: string, ...args: readonly string[]): Promise<Ended> =>
  runTool(running.dataDir, 'ops', 'dead-letters', command, ...args, '--service', 'inventory');

/** Puts bytes on the topic that are no message, from elsewhere: with an id they would be a message that nobody has sent. */
const cutShort = async (): Promise<void> => {
  const kafka = new Kafka({ brokers: [running.kafkaBrokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({
    topic: 'inventory.commands.v1',
    messages: [{ key: orderId, value: Buffer.from([0, 0]), headers: { type: 'ReserveStock' } }],
  });
  await producer.disconnect();
};

const stock = async (): Promise<unknown> => (await running.shop.get('inventory', '/stock/redriven')).json();

describe('an operator with a dead letter', () => {
  it('looks, edits a copy, tries it without effect, and sends it again, which changes nothing that was done already', async () => {
    await cutShort();
    const id = await eventually('the dead letter', async () => {
      const { stdout } = await letters('list', '--record-key', orderId, '--json');
      return (JSON.parse(stdout) as { deadLetters: { id: string }[] }).deadLetters[0]?.id;
    });
    expect((await letters('show', id)).stdout).toMatch(/^failed of +AVRO\.MALFORMED_MESSAGE: /mu);
    expect((await letters('dry-run', id)).stdout).toMatch(/^inventory\.commands would fail again$/mu);

    const message = JSON.stringify({ type: 'ReserveStock', orderId, lines: [{ sku: 'redriven', quantity: 2 }] });
    expect(await letters('edit', id, '--message', message, ...SIGNED)).toMatchObject({ stdout: 'done: open\n' });
    expect((await letters('dry-run', id)).stdout).toBe(
      'inventory.commands would handle it:\n  message StockReserved on inventory.events.v1\n',
    );
    const before = await stock();
    expect((await letters('redrive', id, ...SIGNED)).stdout).toBe('done: held\n');
    await eventually('the letter to be handled', async () => {
      const { stdout } = await letters('show', id, '--json');
      return (JSON.parse(stdout) as { status: string }).status === 'handled' ? true : undefined;
    });
    expect(await stock()).toEqual(before);
    expect((await letters('show', id)).stdout).toMatch(
      / RedriveDeadLetter by ada: the bytes were cut short \(done\)$/mu,
    );
  });

  it('is refused what is done already, and told what is missing', async () => {
    const { stdout } = await letters('list', '--status', 'handled', '--record-key', orderId, '--json');
    const [letter] = (JSON.parse(stdout) as { deadLetters: { id: string }[] }).deadLetters;
    const again = await letters('redrive', letter?.id ?? '', ...SIGNED);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toMatch(/^DEAD_LETTER_NOT_OPEN: .+\.\n$/u);
    const unsigned = await letters('redrive', letter?.id ?? '');
    expect(unsigned).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unsigned.stderr).toContain('--actor');
  });
});
