import type { Contract } from './contract.ts';
import { spoken } from './contract.ts';
import { unionName } from './emit-messages.ts';
import type { HandWritten } from './hand-written.ts';

/** The project's index: every generated type by its own name, drafts among them, and what is written by hand. */
export const emitIndex = (contracts: readonly Contract[], handWritten: readonly HandWritten[]): string => {
  const unions = [...new Set(spoken(contracts).map((contract) => unionName(contract.topic)))];
  return [
    ...[...Map.groupBy(contracts, (contract) => contract.owner)].map(([owner, owned]) => {
      const names = owned.flatMap(({ record, nested }) => [record.name, ...nested.map((shape) => shape.name)]);
      return `export type { ${names.join(', ')} } from './generated/${owner}.ts';`;
    }),
    "export { routes } from './generated/messages.ts';",
    `export type { ${[...unions, 'Message', 'MessageTopic', 'MessageType', 'Route'].join(', ')} } from './generated/messages.ts';`,
    ...handWritten.flatMap(({ file, values, types }) => [
      ...(values.length === 0 ? [] : [`export { ${values.join(', ')} } from './${file}';`]),
      ...(types.length === 0 ? [] : [`export type { ${types.join(', ')} } from './${file}';`]),
    ]),
  ].join('\n');
};
