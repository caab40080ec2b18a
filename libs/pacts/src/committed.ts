import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesOfPact } from './stale.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const FOLDER = 'contracts/pacts';

/** The command that writes all pacts anew. */
export const RENEW = 'npm run contracts:pacts';

/** Whether this run is that command. */
export const renewing = (): boolean => process.env['TIDEMARK_PACTS'] === 'write';

export interface CommittedPact {
  /** From the root of the repository. */
  readonly path: string;
  readonly absolute: string;
  readonly consumer: string;
  readonly provider: string;
  readonly interactions: readonly CommittedInteraction[];
}

export interface CommittedInteraction {
  readonly description: string;
  readonly providerStates: readonly { readonly name: string; readonly params?: Readonly<Record<string, string>> }[];
}

interface WrittenPact {
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly CommittedInteraction[];
}

export const pactPathOf = (consumer: string, provider: string): string => `${FOLDER}/${consumer}-${provider}.json`;

/** Every committed pact, by name. */
export const committedPacts = (): readonly CommittedPact[] => {
  const folder = join(ROOT, FOLDER);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return names.toSorted().map((name) => {
    const absolute = join(folder, name);
    const { consumer, provider, interactions } = JSON.parse(readFileSync(absolute, 'utf8')) as WrittenPact;
    return { path: `${FOLDER}/${name}`, absolute, consumer: consumer.name, provider: provider.name, interactions };
  });
};

/** What Pact wrote, without the versions of the tool: they say nothing about the contract. */
export const settled = (written: string): string => {
  const { consumer, provider, interactions } = JSON.parse(written) as WrittenPact;
  return pactText({ consumer: consumer.name, provider: provider.name, interactions });
};

/** A pact as Pact reads it from a file. */
export const pactText = (pact: Pick<CommittedPact, 'consumer' | 'provider' | 'interactions'>): string => {
  const { consumer, provider, interactions } = pact;
  const written = { consumer: { name: consumer }, provider: { name: provider }, interactions };
  return `${JSON.stringify({ ...written, metadata: { pactSpecification: { version: '4.0' } } }, null, 2)}\n`;
};

/** A reader without its pact is held to nothing. */
export const missing = (path: string): string => `${path} is missing; write it with \`${RENEW}\`, and commit it.`;

/** Writes the pact when that was asked for; else says in sentences what the committed one does not say of this. */
export const staleness = (path: string, pact: string): readonly string[] => {
  const absolute = join(ROOT, path);
  if (renewing()) {
    mkdirSync(join(ROOT, FOLDER), { recursive: true });
    writeFileSync(absolute, pact);
    return [];
  }
  if (!existsSync(absolute)) return [missing(path)];
  const committed = readFileSync(absolute, 'utf8');
  if (committed === pact) return [];
  return [...changesOfPact(path, committed, pact), `${path} is stale; write it with \`${RENEW}\`, and commit it.`];
};
