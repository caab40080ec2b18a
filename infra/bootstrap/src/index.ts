export type { BootstrapErrorCode } from './bootstrap-error.ts';
export { BootstrapError } from './bootstrap-error.ts';
export type { BootstrapReport } from './bootstrap.ts';
export {
  auditorDatabaseUrl,
  bootstrap,
  roleDatabaseUrl,
  serviceDatabaseUrl,
  watchdogDatabaseUrl,
} from './bootstrap.ts';
export type { CapturedTable, DatabaseCatalog } from './catalog.ts';
export { discoverCatalogs, roleOf } from './catalog.ts';
export type { Listener, SpokenCatalog } from './listeners.ts';
export { listenersOf, sendersOf } from './listeners.ts';
export { bootstrapEnvironment, configurationOf } from './configuration.ts';
export { handOutEnvironment } from './secrets/hand-out.ts';
export type { BootstrapOptions } from './settings.ts';
export type { StepReport } from './step-report.ts';
export { linesOf } from './step-report.ts';
export { requireTopics } from './topics/catalog-topics.ts';
export type { ListedTopic, TopicWish } from './topics/topics-file.ts';
export { readTopics } from './topics/topics-file.ts';
