import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { providePassword, readPassword, scramVerifier, verifies } from './passwords.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-passwords-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('the password of a role', () => {
  it('is made once, in a file that its owner alone can read', async () => {
    const secrets = join(folder, 'secrets');
    const password = await providePassword(secrets, 'order_service');

    expect(password.length).toBeGreaterThan(30);
    expect(await providePassword(secrets, 'order_service')).toBe(password);
    expect((await stat(join(secrets, 'order_service.password'))).mode & 0o777).toBe(0o600);
    expect((await stat(secrets)).mode & 0o777).toBe(0o700);
  });

  it('is taken from a file that somebody else wrote, without the line end', async () => {
    await writeFile(join(folder, 'order_service.password'), 'given\n');

    expect(await providePassword(folder, 'order_service')).toBe('given');
  });

  it.each(['', '\n'])('is refused when its file is empty: %j', async (content) => {
    await writeFile(join(folder, 'order_service.password'), content);

    await expect(providePassword(folder, 'order_service')).rejects.toThrow('holds no password for order_service');
  });

  it('is refused when there is no file to read', async () => {
    await expect(readPassword(folder, 'order_service')).rejects.toThrow('run bootstrap');
  });

  it('names the variable when no file can be made', async () => {
    await mkdir(join(folder, 'order_service.password'));

    await expect(providePassword(folder, 'order_service')).rejects.toThrow('SECRETS_DIR');
  });
});

describe('what Postgres keeps of a password', () => {
  it('is the verifier of RFC 7677', () => {
    expect(scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  it('tells the password from another', () => {
    const kept = scramVerifier('right');

    expect(verifies(kept, 'right')).toBe(true);
    expect(verifies(kept, 'wrong')).toBe(false);
  });

  it.each([null, '', 'md53b1c'])('does not verify when it is %j', (kept) => {
    expect(verifies(kept, 'any')).toBe(false);
  });
});
