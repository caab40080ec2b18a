export type { ServiceDatabase } from './service-database.fixtures.ts';
export { createServiceDatabase } from './service-database.fixtures.ts';
export type { Published, RecordOptions, ServiceUnderTest } from './service.fixtures.ts';
export { eventually, startService } from './service.fixtures.ts';
