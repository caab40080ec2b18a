import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { serviceNames } from '@tidemark/bootstrap/catalogs';
import { readContracts, RefusedContract } from '@tidemark/contracts-codegen/reading';
import { RefusedRequest } from './refused-request.ts';
import type { Present } from './request.ts';
import type { Files } from './templates.ts';

/** This checkout. */
export const root = join(import.meta.dirname, '..', '..', '..');

export const readFile = (path: string): string => readFileSync(join(root, path), 'utf8');

export const isThere = (path: string): boolean => existsSync(join(root, path));

/**
 * The names that are taken: services by their folders, messages with all that is declared in their schemas.
 *
 * Fails with {@link RefusedRequest} where a schema cannot be read: nothing could be made anew after the first write.
 */
export const presentIn = (folder: string): Present => ({
  services: serviceNames(folder),
  messages: declaredIn(folder),
});

const declaredIn = (folder: string): readonly string[] => {
  try {
    return readContracts(join(folder, 'contracts', 'avro')).flatMap(({ record, nested }) =>
      [record, ...nested].map(({ name }) => name),
    );
  } catch (error) {
    if (!(error instanceof RefusedContract)) throw error;
    throw new RefusedRequest(`Mend this before anything is made of the contracts. contracts/avro/${error.message}`);
  }
};

/** Writes all of them. Whatever could be refused has been by now. */
export const writeFiles = (files: Files): void => {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
};

/** Makes a new project known to Node by its name, as `npm install` does, without asking a registry for anything. */
export const link = (project: string): void => {
  const { name } = JSON.parse(readFile(`${project}/package.json`)) as { readonly name: string };
  const at = join(root, 'node_modules', name);
  if (existsSync(at)) return;
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(relative(dirname(at), join(root, project)), at);
};
