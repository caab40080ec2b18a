import { fileURLToPath } from 'node:url';

/** The published language of this repository. */
export const contractsFolder = fileURLToPath(new URL('../../../contracts', import.meta.url));
