import { afterAll } from 'vitest';
import { describeStore } from '../store.conformance.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase, postgresStoreUnderTest } from './test-database.fixtures.ts';

let database: TestDatabase | undefined;

describeStore('The store in Postgres', async () => {
  database = await createTestDatabase();
  return postgresStoreUnderTest(database);
});

afterAll(async () => {
  await database?.drop();
});
