import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalUnreadableError } from './journal.ts';
import { createPspSimulator } from './psp-simulator.ts';
import { closeAll, openReceiver, openShop } from './psp-simulator.fixtures.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psp-simulator-'));
});
afterEach(async () => {
  await closeAll();
  await rm(folder, { recursive: true });
});

describe('the ledger', () => {
  it('is read page by page, in the order of the decisions and without a gap', async () => {
    const shop = await openShop();
    for (const key of ['k1', 'k2', 'k3', 'k4', 'k5']) await shop.charge(key, 'tok_approved');
    const page = async (query: string) => (await shop.request('GET', `/v1/ledger?${query}`)).body;
    expect(await page('limit=2')).toMatchObject({ entries: [{ sequence: 1 }, { sequence: 2, key: 'k2' }], next: 2 });
    expect(await page('limit=3&after=2')).toMatchObject({
      entries: [{ sequence: 3 }, {}, { sequence: 5 }],
      next: null,
    });
    expect(await page('after=5')).toEqual({ entries: [], next: null });
  });

  it('survives a restart: outcomes, lost attempts, refunds and voids', async () => {
    const ledgerFile = join(folder, 'ledger.jsonl');
    const before = await openShop({ ledgerFile });
    const charge = await before
      .charge('k1', 'tok_timeout_charged')
      .catch(() => before.charge('k1', 'tok_timeout_charged'));
    await before.charge('lost', 'tok_error_then_ok');
    const refund = await before.refund('r1', { chargeKey: 'k1', amountMinor: 1 });
    await before.voidCharge('never-charged');
    await before.charge('k2', 'tok_approved');
    const undo = await before.voidCharge('k2');
    const entries = await before.ledger();
    await before.simulator.close();

    const after = await openShop({ ledgerFile });
    expect(await after.ledger()).toEqual(entries);
    expect(await after.charge('k1', 'tok_timeout_charged')).toEqual({ ...charge, replayed: true });
    expect(await after.refund('r1', { chargeKey: 'k1', amountMinor: 1 })).toEqual({ ...refund, replayed: true });
    expect(await after.voidCharge('k2')).toEqual({ ...undo, replayed: true });
    expect((await after.charge('k1', 'tok_approved')).status).toBe(422);
    expect((await after.charge('never-charged', 'tok_approved')).status).toBe(409);
    expect((await after.charge('lost', 'tok_error_then_ok')).status).toBe(201);
    expect((await after.ledger()).length).toBe(entries.length + 2);
  });

  it('drops a last line that was cut by a death, and goes on after it', async () => {
    const ledgerFile = join(folder, 'ledger.jsonl');
    const before = await openShop({ ledgerFile });
    await before.charge('k1', 'tok_approved');
    await before.simulator.close();
    await appendFile(ledgerFile, '[{"type":"charge","id":"ch_');
    const between = await openShop({ ledgerFile });
    await between.charge('k2', 'tok_approved');
    await between.simulator.close();
    const after = await openShop({ ledgerFile });
    expect(await after.ledger()).toMatchObject([{ key: 'k1' }, { key: 'k2' }]);
  });

  it('is not opened when another line cannot be read', async () => {
    const ledgerFile = join(folder, 'ledger.jsonl');
    await appendFile(ledgerFile, '[]\n{"type":"charge"}\n');
    expect(() => createPspSimulator({ ledgerFile })).toThrow(JournalUnreadableError);
    expect(() => createPspSimulator({ ledgerFile })).toThrow(/LEDGER_FILE .* cannot be read at line 2; repair/);
  });
});

describe('a card token', () => {
  it('is in no log, ledger, file, webhook or answer', async () => {
    const ledgerFile = join(folder, 'ledger.jsonl');
    const lines: string[] = [];
    const receiver = await openReceiver(() => 500);
    const shop = await openShop({
      ledgerFile,
      webhook: { url: receiver.url, secret: 'whsec_0123456789abcdef' },
      webhookAttempts: 1,
      logLevel: 'trace',
      logTo: { write: (line) => lines.push(line) },
    });
    const tokens = ['tok_webhook_first', 'tok_declined', 'tok_error_then_ok', 'tok_unknown'];
    const answers = await Promise.all(tokens.map((token) => shop.charge(token.slice(4), token)));
    answers.push(await shop.charge('webhook_first', 'tok_other'));
    answers.push(await shop.request('POST', '/v1/charges', '{"cardToken": "tok_broken', { 'idempotency-key': 'k' }));
    answers.push(await shop.charge('k', 'tok_approved', { amountMinor: 0 }));
    const told = [...lines, ...answers, await shop.ledger(), await readFile(ledgerFile, 'utf8'), receiver.received];
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toContain('tok_');
  });
});
