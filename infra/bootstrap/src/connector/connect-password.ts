import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import { readPassword } from '../postgres/passwords.ts';

/** Where Connect finds the password of a role: `<role>.properties`, beside the password file. */
export const connectPasswordFileOf = (secretsDir: string, role: string): string =>
  posix.join(secretsDir, `${role}.properties`);

/**
 * Puts the password of a role where Connect finds it, and answers its version: another one whenever the password is.
 *
 * The version is drawn by lot and stands in the file too. A hash would do as well, were it not that everybody may read
 * the configuration of a connector, and that a short password can be found from its hash. Fails with a sentence that
 * names the file when it has to be written and cannot be.
 */
export async function provideConnectPassword(secretsDir: string, role: string): Promise<string> {
  const file = connectPasswordFileOf(secretsDir, role);
  const entry = `password=${escaped(await readPassword(secretsDir, role))}`;
  const [presentEntry, present] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  if (presentEntry === entry && present?.startsWith(VERSION) === true) return present.slice(VERSION.length);
  const version = randomUUID();
  await replace(file, `${entry}\n${VERSION}${version}\n`).catch((cause: unknown) => {
    throw new BootstrapError(
      'BOOTSTRAP.SECRET',
      `${file}, from which Connect takes the password of ${role}, cannot be written: let SECRETS_DIR name a folder that can be (${reasonOf(cause)}).`,
      { role, file, cause },
    );
  });
  return version;
}

const VERSION = 'version=';

/** At once, so that Connect never reads half of it. */
async function replace(file: string, content: string): Promise<void> {
  const draft = `${file}.draft`;
  await rm(draft, { force: true });
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
  await rename(draft, file);
}

/** As Java reads a .properties file: whatever could mean something there is written as its number. */
const escaped = (text: string): string =>
  text.replaceAll(/[^A-Za-z0-9_-]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
