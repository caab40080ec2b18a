import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TablePrivilege } from '@tidemark/event-store';
import type { ServiceCatalog } from '@tidemark/platform';
import type { MigrationInterface } from 'typeorm';
import { BootstrapError, reasonOf } from './bootstrap-error.ts';

/** A table whose rows are published as they change. */
export interface CapturedTable {
  readonly table: string;
  /** The column that becomes the record's key. */
  readonly key: string;
  readonly topic: string;
}

/** The part of a service's catalog that bootstrap needs. */
export interface DatabaseCatalog {
  /** Also the name of its schema, hyphens included; its role is `<name>_service`. Both stand in quotes everywhere. */
  readonly name: string;
  readonly database: {
    readonly migrations: readonly (new () => MigrationInterface)[];
    readonly grants: Readonly<Record<string, readonly TablePrivilege[]>>;
    readonly captured: readonly CapturedTable[];
  };
  readonly consumers: readonly { readonly group: string; readonly topics: readonly string[] }[];
  readonly views: readonly { readonly group: string; readonly topic: string }[];
}

const SERVICE_NAME = /^[a-z][a-z0-9-]*$/u;

/** The folder that holds `services`; this file is three levels below it, as source and when built. */
const WORKSPACE = join(import.meta.dirname, '..', '..', '..');

/** The folders under `services` that hold an app, by name: nothing else lists the services. */
export function serviceNames(workspace = WORKSPACE): readonly string[] {
  const services = join(workspace, 'services');
  const folders = existsSync(services) ? readdirSync(services) : [];
  return folders.filter((name) => existsSync(join(services, name, 'app', 'package.json'))).toSorted();
}

/** The catalogs of all services. Fails naming the one that offers none. */
export async function discoverCatalogs(workspace = WORKSPACE): Promise<readonly ServiceCatalog[]> {
  const names = serviceNames(workspace);
  if (names.length === 0) {
    throw new BootstrapError(
      'BOOTSTRAP.CATALOG',
      `No service was found in ${join(workspace, 'services')}: run bootstrap in a whole clone.`,
    );
  }
  return Promise.all(names.map(importCatalog));
}

async function importCatalog(name: string): Promise<ServiceCatalog> {
  let entry: Readonly<Record<string, unknown>>;
  try {
    entry = (await import(`@tidemark/${name}-app`)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new BootstrapError(
      'BOOTSTRAP.CATALOG',
      `The catalog of ${name} cannot be imported, so let services/${name}/app/src/index.ts stay free of decorators and of what needs a build: ${reasonOf(cause)}.`,
      { service: name, cause },
    );
  }
  const { catalog } = entry;
  if (isCatalog(catalog) && catalog.name === name && SERVICE_NAME.test(name)) return catalog;
  throw new BootstrapError(
    'BOOTSTRAP.CATALOG',
    `services/${name} offers no catalog: let services/${name}/app/src/index.ts export "catalog" with the name "${name}".`,
    { service: name },
  );
}

function isCatalog(value: unknown): value is ServiceCatalog {
  if (typeof value !== 'object' || value === null) return false;
  const { name, database, publishes, consumers, views } = value as Partial<ServiceCatalog>;
  return (
    typeof name === 'string' &&
    Array.isArray(database?.migrations) &&
    Array.isArray(database.captured) &&
    typeof database.grants === 'object' &&
    Array.isArray(publishes) &&
    Array.isArray(consumers) &&
    Array.isArray(views)
  );
}

export const roleOf = (service: string): string => `${service}_service`;
