import type { Channel, Told } from './channels.ts';

/** The page docs/messages.md, before it is formatted. */
export const pageOf = (channels: readonly Channel[]): string => {
  const spoken = channels.filter(({ kind }) => kind !== 'dead letters');
  return [
    '# Messages',
    '',
    'Made by `npm run messages:generate` from the catalogs of the services, `infra/kafka/topics.yaml` and the schemas in',
    '`contracts/avro`, as is [the AsyncAPI document](../contracts/asyncapi.yaml), which has headers, schemas and examples. A',
    'stale page fails in `npm test`, and `tests/system/src/messages.system.spec.ts` compares what is said here with what',
    'each service really sends and handles.',
    '',
    'A command belongs to the service that obeys it, an event to the service that publishes it; the owner changes its schema.',
    '',
    '## Who hears whom',
    '',
    '```mermaid',
    'flowchart LR',
    ...edgesOf(spoken),
    '```',
    '',
    ...spoken.flatMap(sectionOf),
    '## Dead letters',
    '',
    'Each consumer group copies there what it could not handle. No service reads them; the rows in the tables of the owner are',
    'what an operator looks at and sends again.',
    '',
    ...table(
      ['topic', 'owner', 'holds'],
      channels
        .filter(({ kind }) => kind === 'dead letters')
        .map(({ name, owner, description }) => [code(name), owner, description]),
    ),
    '',
  ].join('\n');
};

const sectionOf = (channel: Channel): readonly string[] => [
  `## ${channel.name}`,
  '',
  `${channel.description} Owned by ${channel.owner}; the key is ${channel.key}.`,
  '',
  ...table(
    ['message', 'means', 'owner', 'said by', 'heard by'],
    channel.told.map((told) => [
      told.contract === undefined ? code(told.name) : `[${code(told.name)}](${schemaOf(told)})`,
      told.contract === undefined ? 'A row was created, changed or deleted.' : told.doc,
      told.owner,
      told.senders.join(', '),
      told.readers.map(({ group }) => code(group)).join(', '),
    ]),
  ),
  '',
];

const schemaOf = ({ owner, name }: Told): string => `../contracts/avro/${owner}/${name}.avsc`;

/** One arrow for each pair of services and topic, with the messages that the one says and the other hears. */
const edgesOf = (channels: readonly Channel[]): readonly string[] => {
  const said = channels.flatMap(({ name: topic, told }) =>
    told.flatMap(({ name, senders, readers }) =>
      senders.flatMap((sender) =>
        [...new Set(readers.map(({ service }) => service))].map((reader) => ({ topic, name, sender, reader })),
      ),
    ),
  );
  return [...Map.groupBy(said, ({ topic, sender, reader }) => `${sender} ${reader} ${topic}`).values()].map((edge) => {
    const { sender = '', reader = '' } = edge[0] ?? {};
    return `    ${sender} -- "${edge.map(({ name }) => name).join('<br/>')}" --> ${reader}`;
  });
};

const code = (text: string): string => `\`${text}\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map(() => '---'), ...rows].map(
    (row) => `| ${row.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`,
  );
