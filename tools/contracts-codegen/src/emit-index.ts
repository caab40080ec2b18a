import type { Contract } from './contract.ts';
import { spoken } from './contract.ts';
import { unionName } from './emit-messages.ts';

/** What the contracts project exports beside what is generated; its modules are written by hand. */
const writtenByHand = [
  "export { causeOf } from './order-canceled.ts';",
  "export type { ProductChange, ProductRow } from './product-change.ts';",
  "export { topics } from './topics.ts';",
  "export type { Topic } from './topics.ts';",
];

/** The project's index: every generated type by its own name, drafts among them. */
export const emitIndex = (contracts: readonly Contract[]): string => {
  const unions = [...new Set(spoken(contracts).map((contract) => unionName(contract.topic)))];
  return [
    ...[...Map.groupBy(contracts, (contract) => contract.owner)].map(([owner, owned]) => {
      const names = owned.flatMap(({ record, nested }) => [record.name, ...nested.map((shape) => shape.name)]);
      return `export type { ${names.join(', ')} } from './generated/${owner}.ts';`;
    }),
    "export { routes } from './generated/messages.ts';",
    `export type { ${[...unions, 'Message', 'MessageTopic', 'MessageType', 'Route'].join(', ')} } from './generated/messages.ts';`,
    ...writtenByHand,
  ].join('\n');
};
