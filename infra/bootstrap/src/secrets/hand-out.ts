import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import { roleOf } from '../catalog.ts';
import type { Environment } from '@tidemark/platform/config';
import { valuesOf } from '../configuration.ts';
import { connectPasswordFileOf, provideConnectPassword } from '../connector/connect-password.ts';
import { providePassword } from '../postgres/passwords.ts';
import { auditorRoleOf, replicationRoleOf, watchdogRoleOf } from '../postgres/prepare-database.ts';

/** Every variable of the program that hands out secrets. */
export const handOutEnvironment = z.object({
  SECRETS_DIR: z
    .string({ error: 'must name the folder of all secrets' })
    .min(1)
    .describe('Where all secrets are made and kept; bootstrap alone sees it afterwards.'),
  HAND_OUT_DIR: z
    .string({ error: 'must name the folder with one folder per reader' })
    .min(1)
    .describe('Holds one folder for each reader, with the secrets of that reader and no others.'),
  DATABASE_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d+$/u, 'must be host:port')
    .default('127.0.0.1:5432')
    .describe('Where the services will reach Postgres.'),
  DATABASE_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/u, 'must begin with a letter and hold small letters, digits and _ only')
    .default('tidemark')
    .describe('The database of all services.'),
});

export type HandOut = z.infer<typeof handOutEnvironment> & { readonly services: readonly string[] };

/** Reads the environment once. Fails with one sentence that names the variable. */
export function handOutConfigurationOf(variables: Environment): z.infer<typeof handOutEnvironment> {
  const parsed = handOutEnvironment.safeParse(valuesOf(Object.keys(handOutEnvironment.shape), variables));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const variable = String(issue?.path[0]);
  throw new BootstrapError('BOOTSTRAP.CONFIGURATION', `${variable} is wrong: it ${issue?.message ?? ''}.`, {
    variable,
  });
}

/**
 * Makes each secret once and gives every reader its own: a folder per reader, which its container alone has mounted, so
 * that no service can read the password of another. Answers the names of the readers.
 *
 * Safe to repeat. Fails with a sentence that names the file that cannot be written.
 */
export async function handOutSecrets(options: HandOut): Promise<readonly string[]> {
  const { SECRETS_DIR: secretsDir, DATABASE_ADDRESS: address, DATABASE_NAME: databaseName } = options;
  const urlAs = async (role: string, database: string): Promise<string> =>
    `postgres://${role}:${encodeURIComponent(await providePassword(secretsDir, role))}@${address}/${database}`;
  await write(secretsDir, 'admin.url', await urlAs('postgres', 'postgres'), OWNER_ONLY);
  const webhookSecret = await kept(secretsDir, 'psp-webhook.secret');
  const replicationRole = replicationRoleOf(databaseName);
  await providePassword(secretsDir, replicationRole);
  await provideConnectPassword(secretsDir, replicationRole);
  const connectFile = connectPasswordFileOf(secretsDir, replicationRole);

  const readers = new Map<string, Record<string, string>>([
    [
      'postgres',
      {
        'admin.password': await providePassword(secretsDir, 'postgres'),
        // Read by whoever audits from outside: the server knows it anyway.
        'auditor.password': await providePassword(secretsDir, auditorRoleOf(databaseName)),
      },
    ],
    ['connect', { [`${replicationRole}.properties`]: await readFile(connectFile, 'utf8') }],
    ['psp-simulator', { 'psp-webhook.secret': webhookSecret }],
    ['watchdog', { 'database.url': await urlAs(watchdogRoleOf(databaseName), databaseName) }],
  ]);
  for (const service of options.services) {
    readers.set(service, { 'database.url': await urlAs(roleOf(service), databaseName) });
  }
  Object.assign(readers.get('payment') ?? {}, { 'psp-webhook.secret': webhookSecret });
  for (const [reader, secrets] of readers) {
    for (const [name, secret] of Object.entries(secrets)) {
      await write(join(options.HAND_OUT_DIR, reader), name, secret, FOR_ITS_READER);
    }
  }
  return [...readers.keys()];
}

const OWNER_ONLY = 0o600;
/** The reader has a user of its own; who may mount the folder decides who reads, not the mode. */
const FOR_ITS_READER = 0o444;

/** A secret that is made once. */
async function kept(secretsDir: string, name: string): Promise<string> {
  const file = join(secretsDir, name);
  await writeFile(file, randomBytes(24).toString('base64url'), { mode: OWNER_ONLY, flag: 'wx' }).catch(() => undefined);
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw refused(file, cause);
  });
}

/** At once, so that nobody reads half of it; a file that says the same already is left alone. */
async function write(folder: string, name: string, content: string, mode: number): Promise<void> {
  const file = join(folder, name);
  if ((await readFile(file, 'utf8').catch(() => undefined)) === content) return;
  try {
    await mkdir(folder, { recursive: true });
    await rm(`${file}.draft`, { force: true });
    await writeFile(`${file}.draft`, content, { mode, flag: 'wx' });
    // The umask of the process may have taken the reader's right away.
    await chmod(`${file}.draft`, mode);
    await rename(`${file}.draft`, file);
  } catch (cause) {
    throw refused(file, cause);
  }
}

const refused = (file: string, cause: unknown): BootstrapError =>
  new BootstrapError('BOOTSTRAP.SECRET', `${file} cannot be written: mount a volume there (${reasonOf(cause)}).`, {
    file,
    cause,
  });
