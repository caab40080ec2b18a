export { strayPacts } from './pacts.ts';
