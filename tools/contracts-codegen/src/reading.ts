export type { Contract, JsonObject } from './contract.ts';
export { spoken } from './contract.ts';
export { camel } from './names.ts';
export { readContracts } from './read-contracts.ts';
export { RefusedContract } from './refused-contract.ts';
