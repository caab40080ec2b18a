export type { Listener, Voice } from './readers.ts';
export { listenersOf } from './readers.ts';
