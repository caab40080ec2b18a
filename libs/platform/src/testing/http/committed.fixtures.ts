import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenApi } from './open-api.fixtures.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'contracts', 'openapi');

const read = new Map<string, OpenApi>();

/** The document that is committed for a service; undefined when there is none. */
export const readCommitted = (service: string): OpenApi | undefined => {
  const known = read.get(service);
  const file = join(folder, `${service}.json`);
  if (known !== undefined || !existsSync(file)) return known;
  const document = JSON.parse(readFileSync(file, 'utf8')) as OpenApi;
  read.set(service, document);
  return document;
};
