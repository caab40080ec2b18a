import type { DynamicModule, Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { DataSource } from 'typeorm';
import type { ServiceConfig } from './config.ts';
import { endsWithin } from './ends-within.ts';

/** TypeORM for a service's plain tables and for queries of its views. The hot path never comes here. */
export const tablesOf = (config: ServiceConfig, entities: readonly Type[]): readonly DynamicModule[] => {
  const options: DataSourceOptions = {
    type: 'postgres',
    url: config.DATABASE_URL,
    entities: [...entities],
    synchronize: false,
    migrationsRun: false,
    logging: false,
    extra: { max: 4, connectionTimeoutMillis: 5_000, statement_timeout: 15_000, query_timeout: 20_000 },
  };
  return [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({ ...options, retryAttempts: 0 }),
      dataSourceFactory: (merged = options) => Promise.resolve(new HurriedDataSource(merged)),
    }),
    TypeOrmModule.forFeature([...entities]),
  ];
};

const GOODBYE_MS = 500;

/** A database that hangs does not hold up the end of the process. */
class HurriedDataSource extends DataSource {
  override async destroy(): Promise<void> {
    await endsWithin(GOODBYE_MS, super.destroy());
  }
}
