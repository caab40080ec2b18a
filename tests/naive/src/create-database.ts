import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { tables } from './services/tables.ts';

export interface NaiveDatabase {
  /** All schemas are in it, and everybody may see everything: this shop has one role. */
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/** Creates an empty database with the schema and the tables of every service. */
export const createDatabase = async (adminUrl: string): Promise<NaiveDatabase> => {
  const name = `naive_${randomBytes(6).toString('hex')}`;
  await once(adminUrl, [`create database ${name}`]);
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  await once(
    url,
    Object.entries(tables).flatMap(([schema, statements]) => [`create schema "${schema}"`, ...statements]),
  );
  return { url, drop: () => once(adminUrl, [`drop database if exists ${name} with (force)`]) };
};

const once = async (url: string, statements: readonly string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};
