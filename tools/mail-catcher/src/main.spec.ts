import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

function start(environment: Record<string, string>) {
  return spawn(process.execPath, ['--conditions=@tidemark/source', program], {
    env: { HTTP_PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function smtpAddressOf(child: ReturnType<typeof start>): Promise<URL> {
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    const address = /listens on (smtp:\S+)/.exec(String(chunk))?.[1];
    if (address !== undefined) return new URL(address);
  }
  throw new Error(`The mail catcher ended without listening: ${await text(child.stderr)}`);
}

describe('the program', () => {
  it('says where it listens, and ends in order on SIGTERM although a sender is connected', async () => {
    const child = start({});
    const { hostname, port } = await smtpAddressOf(child);
    const sender = connect(Number(port), hostname);
    await once(sender, 'data');
    child.kill('SIGTERM');
    const exit = once(child, 'exit');
    await once(sender.resume(), 'close');
    expect(await exit).toEqual([0, null]);
  });

  it('refuses a wrong environment with one sentence that names the variable', async () => {
    const child = start({ SMTP_PORT: 'mail' });
    const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(said).toBe('SMTP_PORT must be a port number from 0 (any free port) to 65535.\n');
    expect(child.exitCode).toBe(1);
  });
});
