export type { Contract, JsonObject } from './contract.ts';
export { readContracts } from './read-contracts.ts';
export { RefusedContract } from './refused-contract.ts';
