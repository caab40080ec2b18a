export { headersSchema } from './headers.ts';
