export type { Listener, Voice } from './readers.ts';
export { listenersOf, strayMessages } from './readers.ts';
