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

/** What turns the draft into a message, in the order in which it can be done. Names what is there, or what to make. */
export const stepsAfterMessage = (
  request: MessageRequest,
  services: readonly string[],
  isThere: (path: string) => boolean,
): readonly string[] => {
  const { owner, name, asks } = request;
  const says = asks ? ASKING : tellingOf(owner, services, isThere);
  const listener = asks ? owner : '<who hears it>';
  return [
    `${name} is a draft: it has a type, and nobody can say or hear it before you take "draft" out.`,
    `  1. what it carries    contracts/avro/${owner}/${name}.avsc; take "draft" out, then: npm run contracts:generate`,
    `  2. who says it        ${says.join(`\n${' '.repeat(24)}`)}`,
    `  3. who hears it       "hears" of a consumer or view in services/${listener}/app/src/kafka,`,
    '                        and what that reads of it in the *.needs.fixtures.ts beside it',
    '  4. what follows       npm run contracts:pacts && npm run messages:generate;',
    '                        npm run typecheck names who else must know it, as the simulation may',
    '  5. for ever           npm run contracts:release -- "Why.", which checks it first',
  ];
};

const ASKING = [
  '"publishes" in the catalog of the service that asks, services/<it>/app/src/<it>.catalog.ts,',
  'a process below its domain/src sends it as a command,',
  'its app/src/<it>.messages.contract.spec.ts tells how it comes about',
];

const tellingOf = (
  owner: string,
  services: readonly string[],
  isThere: (path: string) => boolean,
): readonly string[] => {
  const publication = `services/${owner}/domain/src/publication/publish.ts`;
  const storiesOf = (service: string): string => `services/${service}/app/src/${service}.messages.contract.spec.ts`;
  const likeness = services.map(storiesOf).find(isThere) ?? 'none so far';
  return [
    `"publishes" in services/${owner}/app/src/${owner}.catalog.ts,`,
    isThere(publication)
      ? `${publication} makes it of a fact,`
      : `unit.send in a handler in services/${owner}/app/src/kafka, for ${owner} has no facts to make it of,`,
    `${storiesOf(owner)}${isThere(storiesOf(owner)) ? '' : ` (to be made, like ${likeness})`} tells how it comes about`,
  ];
};
