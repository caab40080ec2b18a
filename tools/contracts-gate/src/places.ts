import { fileURLToPath } from 'node:url';
import type { Contract } from '@tidemark/contracts-codegen/reading';

/** The published language of this repository. */
export const contractsFolder = fileURLToPath(new URL('../../../contracts', import.meta.url));

/** Its services, which store what they decide. */
export const servicesFolder = fileURLToPath(new URL('../../../services', import.meta.url));

/** The schema of a message, from the root of the contracts. */
export const fileOf = ({ owner, record }: Pick<Contract, 'owner' | 'record'>): string =>
  `avro/${owner}/${record.name}.avsc`;
