import type { Contract } from './contract.ts';
import { camel } from './names.ts';

/** The module of all messages: a union per topic, the union of all, the topics, and the way of each message. */
export const emitMessages = (contracts: readonly Contract[]): string => {
  const topics = [...Map.groupBy(contracts, (contract) => contract.topic)];
  return [
    ...[...Map.groupBy(contracts, (contract) => contract.owner)].map(
      ([owner, owned]) =>
        `import type { ${owned.map((contract) => contract.record.name).join(', ')} } from './${owner}.ts';`,
    ),
    '',
    ...topics.flatMap(([topic, sent]) => [
      `/** Every message on ${topic}. */`,
      `export type ${unionName(topic)} = ${sent.map((contract) => contract.record.name).join(' | ')};\n`,
    ]),
    '/** Every message of the published language. */',
    `export type Message = ${topics.map(([topic]) => unionName(topic)).join(' | ')};\n`,
    "export type MessageType = Message['type'];\n",
    '/** The topics that carry messages. */',
    `export const messageTopics = { ${topics.map(([topic]) => `${topicKey(topic)}: '${topic}',`).join('\n')} } as const;\n`,
    'export type MessageTopic = (typeof messageTopics)[keyof typeof messageTopics];\n',
    '/** Who publishes or receives a message, on which topic, and which of its fields is the key there. */',
    'export interface Route { readonly topic: MessageTopic; readonly key: string; readonly owner: string; }\n',
    '/** The way of each message. */',
    'export const routes = {',
    ...contracts.map(
      ({ record, topic, key, owner }) =>
        `${record.name}: { topic: messageTopics.${topicKey(topic)}, key: '${key}', owner: '${owner}' },`,
    ),
    '} as const satisfies Readonly<Record<MessageType, Route>>;',
  ].join('\n');
};

/** `inventory.commands.v1` carries the union `InventoryCommand`. */
export const unionName = (topic: string): string => {
  const key = topicKey(topic);
  return key.charAt(0).toUpperCase() + key.slice(1, -1);
};

/** `inventory.commands.v1` is known as `inventoryCommands`. */
const topicKey = (topic: string): string => {
  const [owner = '', kind = ''] = topic.split('.');
  return camel(`${owner}-${kind}`);
};
