export { goodsCatalog, userCatalog } from './catalogs.fixtures.ts';
export type { TestStack } from './test-stack.fixtures.ts';
export { eventually, recordsOf, testStack } from './test-stack.fixtures.ts';
