export type { ServiceDatabase } from './service-database.fixtures.ts';
export { createServiceDatabase } from './service-database.fixtures.ts';
export type { Logged, Published, RecordOptions, ServiceUnderTest } from './service.fixtures.ts';
export { eventually, startService } from './service.fixtures.ts';
export { describeContract } from './http/contract-suite.fixtures.ts';
export type { Ask } from './http/ask.fixtures.ts';
export type { Provocations } from './http/provocations.fixtures.ts';
export type { Acceptable, Samples } from './idempotency.fixtures.ts';
export { describeIdempotency, storedRows } from './idempotency.fixtures.ts';
