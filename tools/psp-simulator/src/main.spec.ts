import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

function start(environment: Record<string, string>) {
  return spawn(process.execPath, ['--conditions=@tidemark/source', program], {
    env: { HTTP_PORT: '0', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function addressOf(child: ReturnType<typeof start>): Promise<string> {
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    const address = /listens on (http:\S+)/.exec(String(chunk))?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`The simulator ended without listening: ${await text(child.stderr)}`);
}

describe('the program', () => {
  it('says where it listens, and ends in order on SIGTERM although a caller still waits', async () => {
    const child = start({});
    const address = await addressOf(child);
    const faults = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"hang":true}' };
    expect((await fetch(`${address}/faults`, faults)).status).toBe(200);
    const waiting = fetch(`${address}/v1/ledger`).catch(() => 'cut');
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await waiting).toBe('cut');
  });

  it('refuses a wrong environment with one sentence that names the variable', async () => {
    const child = start({ SLOW_MS: 'soon' });
    const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(said).toBe('SLOW_MS must be a whole number of milliseconds from 0 to 600000.\n');
    expect(child.exitCode).toBe(1);
  });
});
