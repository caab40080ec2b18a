import type { DynamicModule, Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { ServiceConfig } from './config.ts';

/** TypeORM for a service's plain tables and for queries of its views. The hot path never comes here. */
export const tablesOf = (config: ServiceConfig, entities: readonly Type[]): readonly DynamicModule[] => [
  TypeOrmModule.forRoot({
    type: 'postgres',
    url: config.DATABASE_URL,
    entities: [...entities],
    synchronize: false,
    migrationsRun: false,
    logging: false,
    retryAttempts: 0,
    extra: { max: 4, connectionTimeoutMillis: 5_000, statement_timeout: 15_000, query_timeout: 20_000 },
  }),
  TypeOrmModule.forFeature([...entities]),
];
