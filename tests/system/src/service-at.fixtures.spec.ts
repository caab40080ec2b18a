import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { serviceAt } from './service-at.fixtures.ts';

const LISTENING = `
  const server = require('node:http').createServer();
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

it('A service is known by the program that listens on its port; what else listens is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-service-at-'));
  const program = join(folder, 'services', 'ferry', 'app', 'dist', 'main.js');
  await mkdir(dirname(program), { recursive: true });
  await writeFile(program, LISTENING);
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const origin = `http://127.0.0.1:${String(port).trim()}`;
  expect(serviceAt(origin)).toBe('ferry');

  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(serviceAt(origin)).toBeUndefined();

  const own = createServer();
  onTestFinished(() => void own.close());
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  expect(serviceAt(`http://127.0.0.1:${(own.address() as AddressInfo).port}`)).toBeUndefined();
});
