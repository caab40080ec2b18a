export { strayPacts } from './pacts.ts';
export type { Listener, Voice } from './readers.ts';
export { listenersOf } from './readers.ts';
