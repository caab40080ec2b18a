export type { Contract, EnumShape, Field, FieldType, RecordShape } from './contract.ts';
export { spoken } from './contract.ts';
export { staleFiles, writeGenerated } from './files.ts';
export { generate } from './generate.ts';
export type { GeneratedFiles } from './generate.ts';
export { readContracts } from './read-contracts.ts';
export { RefusedContract } from './refused-contract.ts';
