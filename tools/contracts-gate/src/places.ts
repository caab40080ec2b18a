import { fileURLToPath } from 'node:url';

/** The published language of this repository. */
export const contractsFolder = fileURLToPath(new URL('../../../contracts', import.meta.url));

/** Its services, which store what they decide. */
export const servicesFolder = fileURLToPath(new URL('../../../services', import.meta.url));
