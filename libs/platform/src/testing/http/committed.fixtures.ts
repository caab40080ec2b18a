import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenApi } from './open-api.fixtures.ts';

const repository = join(import.meta.dirname, '..', '..', '..', '..', '..');

const read = new Map<string, OpenApi>();

/**
 * The document that is committed for a service; undefined for one that exists in specs alone. Fails where a service of the
 * repository has none: it would be held to nothing.
 */
export const readCommitted = (service: string, root = repository): OpenApi | undefined => {
  const known = read.get(service);
  if (known !== undefined) return known;
  const path = `contracts/openapi/${service}.json`;
  if (!existsSync(join(root, path))) {
    if (!existsSync(join(root, 'services', service, 'app'))) return undefined;
    throw new Error(`${path} is missing: write it with "npm run contracts:openapi", and commit it.`);
  }
  const document = JSON.parse(readFileSync(join(root, path), 'utf8')) as OpenApi;
  read.set(service, document);
  return document;
};
