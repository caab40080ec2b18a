import type { AuditReport } from '@tidemark/auditor';
import { eventually } from '@tidemark/local';
import { judgedAnswers } from '@tidemark/platform/testing/received';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';
import type { Ended } from './tool.fixtures.ts';
import { runTool } from './tool.fixtures.ts';

const SIGNED = ['--actor', 'ada', '--reason', 'Paid back by bank transfer.'];

let running: SharedShop;
let orderId: string;

beforeAll(async () => {
  running = sharedShop();
  await running.shop.stock('operated', 10, 2_500);
  orderId = await running.shop.order([{ sku: 'operated', quantity: 2 }]);
  await running.shop.until(orderId, 'Confirmed');
  return async () => {
    await provider('works');
    await running.close();
  };
});

/** Whether the payment provider answers; each story leaves it working. */
const provider = async (does: 'fails' | 'works'): Promise<void> => {
  const answer = await fetch(`${String(running.urls['psp-simulator'])}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(does === 'fails' ? { errorRate: 1 } : {}),
  });
  expect(answer.status).toBeLessThan(300);
};

const run = (tool: string, ...args: readonly string[]): Promise<Ended> => runTool(running.dataDir, tool, ...args);

const ops = (...args: readonly string[]): Promise<Ended> => run('ops', 'fulfillments', ...args);

describe('an operator at the command line', () => {
  it('has what services answer held against their documents', async () => {
    const before = judgedAnswers('order');
    expect(await ops('list', '--json')).toMatchObject({ exitCode: 0 });
    expect(judgedAnswers('order')).toBeGreaterThan(before);
  });

  it('undoes an order whose refund never comes, closes it by hand, and the auditor tells of that and of nothing else', async () => {
    await provider('fails');
    expect(await ops('undo', orderId, ...SIGNED)).toMatchObject({ exitCode: 0, stderr: '' });
    await eventually('the refund alone to be outstanding', async () => {
      const { stdout } = await ops('list', '--status', 'Undoing', '--json');
      const { fulfillments } = JSON.parse(stdout) as { fulfillments: { orderId: string; outstanding: string[] }[] };
      const found = fulfillments.find((listed) => listed.orderId === orderId);
      return found?.outstanding.join() === 'payment' ? true : undefined;
    });
    expect((await ops('ask-again', orderId, ...SIGNED)).stdout).toBe('done: Undoing, payment outstanding\n');
    expect((await ops('close', orderId, '--answer', 'payment', ...SIGNED)).stdout).toBe('done: Abandoned\n');

    const { stdout } = await run('auditor', '--json', '--wait', '2');
    const { judgments, exceptions } = JSON.parse(stdout) as AuditReport;
    const about = judgments.flatMap(({ violations }) => violations).filter((wrong) => wrong.orderId === orderId);
    expect(about).toEqual([]);
    expect(exceptions.filter((exception) => exception.orderId === orderId)).toMatchObject([
      {
        answer: 'payment',
        actor: 'operator:ada',
        reason: 'Paid back by bank transfer.',
        found: ['5000 paid', expect.stringMatching(/^refund still tried, \d+ attempts so far$/u) as string],
      },
    ]);
  });

  it('reads the journal with names and reasons, aligned and without colors where nobody watches', async () => {
    const { stdout, exitCode } = await ops('show', orderId);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^state {5}Abandoned$/mu);
    expect(stdout).toMatch(/ Abandoned +AnswerSettledOutside payment +operator:ada: Paid back by bank transfer\.$/mu);
    expect(stdout).not.toContain('\u001B');
  });

  it('is refused with the code of the service and exit code 1, and told what to do', async () => {
    const refused = [
      [['ask-again', orderId], 'NOTHING_TO_ASK_AGAIN'],
      [['close', orderId, '--answer', 'stock'], 'NOT_UNDOING'],
      [['undo', '01a1f922-97f5-7575-be8b-357c6ebb6ff6'], 'ORDER_UNKNOWN'],
    ] as const;
    for (const [args, code] of refused) {
      const { exitCode, stdout, stderr } = await ops(...args, ...SIGNED);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^${code}: .+\\.\\n$`, 'u'));
    }
  });

  it('undoes nothing twice when the refund comes after all', async () => {
    await provider('works');
    await eventually('the money to be back', async () => {
      const payment = (await (await running.shop.get('payment', `/payments/${orderId}`)).json()) as { status: string };
      return payment.status === 'Refunded' ? true : undefined;
    });
    const { stdout } = await ops('show', orderId, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'Abandoned', possible: [] });
  });
});
