import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectPasswordFileOf, provideConnectPassword } from './connect-password.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-passwords-'));
  await give('first');
});

afterEach(() => rm(folder, { recursive: true }));

const give = (password: string): Promise<void> => writeFile(join(folder, 'reader.password'), password);
const file = (): string => connectPasswordFileOf(folder, 'reader');

describe('the password that Connect reads', () => {
  it('stands beside the password file, and its owner alone can read it', async () => {
    const version = await provideConnectPassword(folder, 'reader');

    expect(await readFile(join(folder, 'reader.properties'), 'utf8')).toBe(`password=first\nversion=${version}\n`);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('keeps its version as long as it stays the same, and has another when it changes', async () => {
    const version = await provideConnectPassword(folder, 'reader');

    expect(await provideConnectPassword(folder, 'reader')).toBe(version);
    await give('second');
    expect(await provideConnectPassword(folder, 'reader')).not.toBe(version);
    expect(await readFile(file(), 'utf8')).toContain('password=second\n');
  });

  it('is written so that no character of it means anything to Java', async () => {
    await give('a=\\ #ä');
    await provideConnectPassword(folder, 'reader');

    expect(await readFile(file(), 'utf8')).toContain('password=a\\u003d\\u005c\\u0020\\u0023\\u00e4\n');
  });

  it('is written anew where somebody wrote it without a version, open to all', async () => {
    await writeFile(file(), 'password=first\n');
    await chmod(file(), 0o644);
    const version = await provideConnectPassword(folder, 'reader');

    expect(version).not.toBe('');
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('names the variable when it cannot be written', async () => {
    await mkdir(file());

    await expect(provideConnectPassword(folder, 'reader')).rejects.toThrow('SECRETS_DIR');
  });
});
