import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';

/** Where the password of a role is kept: `<role>.password`. */
export const passwordFileOf = (secretsDir: string, role: string): string => join(secretsDir, `${role}.password`);

/**
 * Answers the password of a role, and makes one in a file that its owner alone can read when there is none.
 *
 * Fails with a sentence that names the file when it is empty, or can be neither read nor made.
 */
export async function providePassword(secretsDir: string, role: string): Promise<string> {
  const file = passwordFileOf(secretsDir, role);
  try {
    await mkdir(secretsDir, { recursive: true, mode: 0o700 });
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    // A folder of mounted secrets may be read-only; that matters only for a file that is not there.
    if (!(await isThere(file))) {
      throw new BootstrapError(
        'BOOTSTRAP.SECRET',
        `No password file for ${role} can be made in ${secretsDir}: let SECRETS_DIR name a folder that can be written (${reasonOf(cause)}).`,
        { role, file, cause },
      );
    }
  }
  return readPassword(secretsDir, role);
}

/** Answers the password of a role. Fails with a sentence that names the file when there is none. */
export async function readPassword(secretsDir: string, role: string): Promise<string> {
  const file = passwordFileOf(secretsDir, role);
  const password = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
  if (password !== '') return password;
  throw new BootstrapError(
    'BOOTSTRAP.SECRET',
    `${file} holds no password for ${role}: delete it and run bootstrap, which makes a new one.`,
    { role, file },
  );
}

const isThere = (file: string): Promise<boolean> =>
  readFile(file).then(
    () => true,
    () => false,
  );

const ITERATIONS = 4096;

/**
 * What Postgres keeps instead of the password. Sent in its place, so that no statement, and so no log, ever holds one.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16), iterations = ITERATIONS): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** True when what Postgres keeps belongs to this password. */
export function verifies(kept: string | null, password: string): boolean {
  const [, iterations, salt] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/u.exec(kept ?? '') ?? [];
  if (kept === null || iterations === undefined || salt === undefined) return false;
  const expected = Buffer.from(scramVerifier(password, Buffer.from(salt, 'base64'), Number(iterations)));
  const actual = Buffer.from(kept);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
