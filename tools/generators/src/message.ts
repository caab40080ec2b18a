import { withTopics } from './edits.ts';
import type { Request } from './request.ts';
import type { Files } from './templates.ts';
import { filled } from './templates.ts';

const TOPICS = 'infra/kafka/topics.yaml';

/** The schema of a new message, and its topic where the owner has none of that kind yet. */
export const messageFiles = (
  { owner, name, asks, doc }: Extract<Request, { kind: 'message' }>,
  read: (path: string) => string,
): Files => {
  const group = asks ? 'commands' : 'events';
  const topic = `${owner}.${group}.v1`;
  const list = read(TOPICS);
  const schema = filled('message', { owner, Name: name, doc: JSON.stringify(doc).slice(1, -1), topic });
  if (list.includes(`- name: ${topic}\n`)) return schema;
  const description = asks ? `What is asked of ${owner}.` : `What ${owner} tells.`;
  return new Map([...schema, [TOPICS, withTopics(list, [{ group, name: topic, description }])]]);
};
