import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceConfig } from '../../config.ts';
import { documentOfService } from '../../openapi/document.ts';
import type { ServiceDefinition } from '../../service.ts';
import type { OpenApi } from './open-api.fixtures.ts';
import { operationsOf } from './open-api.fixtures.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'contracts', 'openapi');

/** The document that is committed for a service; for one that exists in specs alone, the one that its code makes. */
export const committedDocumentOf = <Config extends ServiceConfig>(definition: ServiceDefinition<Config>): OpenApi => {
  const file = join(folder, `${definition.catalog.name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as OpenApi) : madeDocumentOf(definition);
};

/** The document as the code makes it now. */
export const madeDocumentOf = <Config extends ServiceConfig>(definition: ServiceDefinition<Config>): OpenApi =>
  JSON.parse(JSON.stringify(documentOfService(definition))) as OpenApi;

/** One sentence for each place where the two differ, naming the route. */
export const differencesOf = (committed: OpenApi, made: OpenApi): readonly string[] => {
  const [before, now] = [committed, made].map(
    (document) => new Map(operationsOf(document).map(({ name, operation }) => [name, operation])),
  ) as [Map<string, object>, Map<string, object>];
  return [
    ...[...new Set([...before.keys(), ...now.keys()])].flatMap((name) =>
      differences(before.get(name), now.get(name), []).map((difference) => `${name}: ${difference}`),
    ),
    ...differences({ ...committed, paths: 0 }, { ...made, paths: 0 }, []),
  ];
};

const differences = (committed: unknown, made: unknown, path: readonly string[]): readonly string[] => {
  if (isRecord(committed) && isRecord(made)) {
    return [...new Set([...Object.keys(committed), ...Object.keys(made)])].flatMap((key) =>
      differences(committed[key], made[key], [...path, key]),
    );
  }
  if (committed === made) return [];
  return [`${path.join('.') || 'the route'} is ${told(made)} in the code, ${told(committed)} in the document`];
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const told = (value: unknown): string => {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
};
