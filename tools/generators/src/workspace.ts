import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { serviceNames } from '@tidemark/bootstrap/catalogs';
import type { Present } from './request.ts';
import type { Files } from './templates.ts';

/** This checkout. */
export const root = join(import.meta.dirname, '..', '..', '..');

export const readFile = (path: string): string => readFileSync(join(root, path), 'utf8');

export const isThere = (path: string): boolean => existsSync(join(root, path));

/** The names that are taken: services by their folders, messages with all that is declared in their schemas. */
export const presentIn = (folder: string): Present => {
  const schemas = join(folder, 'contracts', 'avro');
  const files = readdirSync(schemas, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.avsc'));
  return {
    services: serviceNames(folder),
    messages: files.flatMap((path) => declaredIn(JSON.parse(readFileSync(join(schemas, path), 'utf8')))),
  };
};

/** Every name that a schema declares, at any depth. */
const declaredIn = (schema: unknown): readonly string[] => {
  if (Array.isArray(schema)) return schema.flatMap(declaredIn);
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, name } = schema as { readonly type?: unknown; readonly name?: unknown };
  const own = (type === 'record' || type === 'enum') && typeof name === 'string' ? [name] : [];
  return [...own, ...Object.values(schema).flatMap(declaredIn)];
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
