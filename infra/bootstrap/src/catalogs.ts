export { discoverCatalogs, serviceNames } from './catalog.ts';
export type { Listener, SpokenCatalog } from './listeners.ts';
export { listenersOf, sendersOf } from './listeners.ts';
