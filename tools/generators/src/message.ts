import { withTopics } from './edits.ts';
import { formsOf } from './forms.ts';
import type { Request } from './request.ts';
import type { Files } from './templates.ts';
import { filled } from './templates.ts';

type MessageRequest = Extract<Request, { kind: 'message' }>;

const TOPICS = 'infra/kafka/topics.yaml';

/** The schema of a new message, a draft, and its topic where the owner has none of that kind yet. */
export const messageFiles = ({ owner, name, asks, doc }: MessageRequest, read: (path: string) => string): Files => {
  const group = asks ? 'commands' : 'events';
  const topic = `${owner}.${group}.v1`;
  const list = read(TOPICS);
  const { snake } = formsOf(owner);
  const schema = filled('message', { owner, snake, Name: name, doc: JSON.stringify(doc).slice(1, -1), topic });
  if (list.includes(`- name: ${topic}\n`)) return schema;
  const description = asks ? `What is asked of ${owner}.` : `What ${owner} tells.`;
  return new Map([...schema, [TOPICS, withTopics(list, [{ group, name: topic, description }])]]);
};

/** What turns the draft into a message, in the order in which it can be done. */
export const stepsAfterMessage = ({ owner, name, asks }: MessageRequest): readonly string[] => {
  const app = (service: string): string => `services/${service}/app/src`;
  const speaker = asks ? '<who asks>' : owner;
  const listener = asks ? owner : '<who hears it>';
  return [
    `${name} is a draft: it has a type, and nobody can say or hear it before you take "draft" out.`,
    `  1. what it carries    contracts/avro/${owner}/${name}.avsc; take "draft" out, then: npm run contracts:generate`,
    `  2. who says it        "publishes" in ${app(speaker)}/${speaker}.catalog.ts,`,
    asks
      ? '                        a process below services/<who asks>/domain/src sends it as a command,'
      : `                        services/${speaker}/domain/src/publication/publish.ts makes it of a fact,`,
    `                        ${app(speaker)}/${speaker}.messages.contract.spec.ts tells how it comes about`,
    `  3. who hears it       "hears" of a consumer or view in ${app(listener)}/kafka,`,
    '                        and what that reads of it in the *.needs.fixtures.ts beside it',
    '  4. what follows       npm run contracts:pacts && npm run messages:generate && npm run contracts:check',
    '  5. for ever           npm run contracts:release -- "Why."',
  ];
};
