export type { WatchdogConfig } from './watchdog.config.ts';
export { watchdogEnvironment } from './watchdog.config.ts';
export { Watchdog } from './watchdog.ts';
