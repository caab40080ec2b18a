import type { Contract } from './contract.ts';
import { camel } from './names.ts';

/** The schemas of one owner's messages, as their files have them. */
export const emitOwnerSchemas = (owner: string, contracts: readonly Contract[]): string =>
  [
    "import type { RecordSchema } from '../record-schema.ts';",
    '',
    `/** The schemas of what ${owner} owns. */`,
    `export const ${camel(owner)}Schemas = {`,
    ...contracts.map(({ record, schema }) => `${record.name}: ${JSON.stringify(schema)},`),
    '} satisfies Readonly<Record<string, RecordSchema>>;',
  ].join('\n');

/** The module of all schemas, for those who encode and decode and for those who register. */
export const emitSchemas = (contracts: readonly Contract[]): string => {
  const owners = [...new Set(contracts.map((contract) => contract.owner))];
  return [
    "import type { RecordSchema } from '../record-schema.ts';",
    ...owners.map((owner) => `import { ${camel(owner)}Schemas } from './${owner}.schemas.ts';`),
    "import type { MessageType } from './messages.ts';",
    '',
    '/** The schema of each message. */',
    'export const schemas: Readonly<Record<MessageType, RecordSchema>> = {',
    ...owners.map((owner) => `...${camel(owner)}Schemas,`),
    '};',
  ].join('\n');
};
