import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgedAnswers } from './judging.fixtures.ts';
import { hearing } from './told.fixtures.ts';
import { failOnViolations } from './violations.fixtures.ts';

/** Answers each path with a status that the document of order does not have. */
const server = createServer((_, response) => response.writeHead(299, { 'content-type': 'application/json' }).end('{}'));
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

/** A program that a spec starts, as text. */
const program =
  (text: string) =>
  (
    environment: Readonly<Record<string, string>>,
  ): Promise<{ readonly exitCode: number | null; readonly stderr: string }> =>
    new Promise((resolve) => {
      const args = ['--conditions=@tidemark/source', '--input-type=module', '-e', text];
      const child = execFile(
        process.execPath,
        args,
        { env: { ...process.env, ...environment } },
        (_error, _stdout, stderr) => {
          resolve({ exitCode: child.exitCode, stderr });
        },
      );
    });

it('What a program is answered fails the test that started it, and counts as held', async () => {
  const before = judgedAnswers('order');
  const ended = await hearing(
    program(`
      import { tellAtExit, watchReceived } from '${join(import.meta.dirname, 'watch-received.fixtures.ts')}';
      watchReceived((origin) => (origin === '${url}' ? 'order' : undefined));
      tellAtExit();
      await (await fetch('${url}/orders/1')).text();
    `),
  );
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(judgedAnswers('order')).toBe(before + 1);
  expect(failOnViolations).toThrow(/^GET \/orders\/\{orderId\} answered 299, .+\nIf it is meant, /u);
});

it('A program into which no watch was loaded is told of, and one that was killed is not', async () => {
  await expect(hearing(program(''))).rejects.toThrow('ended with code 0 and said nothing of what it was answered');
  await expect(hearing(program('await import("no-such-watch")'))).rejects.toThrow(/with code 1 .+no-such-watch/su);
  await expect(hearing(program(`process.kill(process.pid, 'SIGKILL')`))).resolves.toMatchObject({ exitCode: null });
});
