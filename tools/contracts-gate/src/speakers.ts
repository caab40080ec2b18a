import { discoverCatalogs } from '@tidemark/bootstrap/catalogs';
import type { Speaker } from './audience.ts';
import { speakerOf } from './audience.ts';

/** The services of this repository, by their catalogs. */
export const speakers = async (): Promise<readonly Speaker[]> => (await discoverCatalogs()).map(speakerOf);
