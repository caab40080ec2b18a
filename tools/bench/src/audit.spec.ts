import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { auditOf } from './audit.ts';

const directories: string[] = [];

afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

/** A checkout whose auditor is the program, and a place for data. */
const checkoutOf = async (program: string) => {
  const checkout = await mkdtemp(join(tmpdir(), 'tidemark-audit-'));
  directories.push(checkout);
  const source = join(checkout, 'tools', 'auditor', 'src');
  await mkdir(source, { recursive: true });
  await writeFile(join(source, 'main.ts'), program);
  return { checkout, dataDir: checkout };
};

it('is dirty, with what the auditor said, when the auditor finds anything', async () => {
  const { checkout, dataDir } = await checkoutOf(`console.log('{"isComplete":true}'); process.exitCode = 1;`);
  const audit = await auditOf({ dataDir }, [], { checkout });
  expect(audit).toEqual({
    clean: false,
    exitCode: 1,
    report: { isComplete: true },
    said: '{"isComplete":true}\n',
  });
});

it('leaves no auditor behind when it is aborted', async () => {
  const { checkout, dataDir } = await checkoutOf(`
    import { writeFileSync } from 'node:fs';
    writeFileSync(process.env.TIDEMARK_DATA + '/pid', String(process.pid));
    setInterval(() => {}, 1_000);`);
  const stop = new AbortController();
  const auditing = auditOf({ dataDir }, [], { checkout, signal: stop.signal });
  const pidOf = async (): Promise<number> => Number(await readFile(join(dataDir, 'pid'), 'utf8'));
  const pid = await vi.waitFor(async () => (expect(await pidOf()).toBeGreaterThan(0), pidOf()), { timeout: 10_000 });
  stop.abort();
  await expect(auditing).rejects.toThrow('aborted');
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
