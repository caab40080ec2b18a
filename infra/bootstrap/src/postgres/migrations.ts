import { unitOfWorkMigrations } from '@tidemark/event-store';
import type { Logger } from 'typeorm';
import { DataSource } from 'typeorm';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import type { DatabaseCatalog } from '../catalog.ts';

/** Bootstrap's own schema; its outbox is made by the same migrations as every service's, so the probe proves theirs. */
export const OWN_SCHEMA = 'bootstrap';

/** What fails is thrown; TypeORM would print it as well, whatever its settings. */
const silence: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** Brings one schema up to date and answers the names of the migrations that ran. They run as the administrator. */
export async function migrate(
  url: string,
  schema: string,
  migrations: DatabaseCatalog['database']['migrations'],
): Promise<readonly string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema,
    applicationName: `bootstrap ${schema}`,
    installExtensions: false,
    logger: silence,
    poolSize: 2,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    migrations: [...unitOfWorkMigrations, ...migrations],
    // Tables are named without their schema. The quotes matter: "order" is a word of SQL.
    extra: { options: `-c search_path="${schema}" -c timezone=UTC` },
  });
  try {
    await source.initialize();
    const ran = await source.runMigrations();
    return ran.map(({ name }) => name);
  } catch (cause) {
    throw new BootstrapError(
      'BOOTSTRAP.MIGRATION_FAILED',
      `A migration of ${schema} fails, and nothing of it was kept: ${reasonOf(cause)}.`,
      { schema, cause },
    );
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}
