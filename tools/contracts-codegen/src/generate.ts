import { format } from 'prettier';
import type { Contract } from './contract.ts';
import { spoken } from './contract.ts';
import { emitIndex } from './emit-index.ts';
import { emitMessages } from './emit-messages.ts';
import { emitOwnerSchemas, emitSchemas } from './emit-schemas.ts';
import { emitOwner } from './emit-types.ts';
import type { HandWritten } from './hand-written.ts';

/** The text of each generated file by its path below the contracts project's `src`. */
export type GeneratedFiles = ReadonlyMap<string, string>;

const header = '// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.\n\n';
const longs = '// A long is a number here: the codec refuses a value that is no safe integer.\n\n';

/**
 * Makes every generated file, formatted. The same contracts give the same text. Of a draft only the type is made. What is
 * written by hand beside them has its place in the index.
 */
export const generate = async (
  contracts: readonly Contract[],
  handWritten: readonly HandWritten[],
): Promise<GeneratedFiles> => {
  const messages = spoken(contracts);
  const owned = (some: readonly Contract[]) => [...Map.groupBy(some, ({ owner }) => owner)];
  const texts: (readonly [string, string])[] = [
    ...owned(contracts).map(([owner, all]) => [`generated/${owner}.ts`, header + longs + emitOwner(all)] as const),
    ['generated/messages.ts', header + emitMessages(messages)],
    ...owned(messages).map(
      ([owner, all]) => [`generated/${owner}.schemas.ts`, header + emitOwnerSchemas(owner, all)] as const,
    ),
    ['generated/schemas.ts', header + emitSchemas(messages)],
    ['index.ts', header + emitIndex(contracts, handWritten)],
  ];
  const options = { parser: 'typescript', printWidth: 120, singleQuote: true };
  return new Map(await Promise.all(texts.map(async ([path, text]) => [path, await format(text, options)] as const)));
};
