import { deadLetterTopicOf } from '@tidemark/messaging';
import { topics as contractTopics } from '@tidemark/contracts';
import { BootstrapError } from '../bootstrap-error.ts';
import type { DatabaseCatalog } from '../catalog.ts';

/** The topic of the rows that bootstrap and the watchdog send through. */
export const PROBE_TOPIC = 'tidemark.probe.v1';

export const heartbeatTopicOf = (prefix: string): string => `__debezium-heartbeat.${prefix}`;

/** What must exist, and who needs it. */
export function neededTopics(catalogs: readonly DatabaseCatalog[], prefix: string): ReadonlyMap<string, string> {
  const needed = new Map<string, string>();
  const need = (topic: string, why: string): void => {
    if (!needed.has(topic)) needed.set(topic, why);
  };
  need(PROBE_TOPIC, 'bootstrap sends its probe there');
  need(heartbeatTopicOf(prefix), 'the connector hangs without it');
  for (const topic of Object.values(contractTopics)) need(topic, 'the contracts name it');
  for (const { name, consumers, views, database } of catalogs) {
    for (const { group, topics } of consumers) {
      for (const topic of topics) need(topic, `${name} listens to it as ${group}`);
      need(deadLetterTopicOf(group), `${group} needs it for its dead letters`);
    }
    for (const { group, topic } of views) {
      need(topic, `${name} folds it as ${group}`);
      need(deadLetterTopicOf(group), `${group} needs it for its dead letters`);
    }
    for (const { table, topic } of database.captured) need(topic, `the changes of ${name}.${table} go there`);
  }
  return needed;
}

/** Fails with one sentence that names every topic that a catalog needs and the list does not have. */
export function requireTopics(
  listed: readonly { readonly name: string }[],
  catalogs: readonly DatabaseCatalog[],
  prefix: string,
): void {
  const names = new Set(listed.map(({ name }) => name));
  const missing = [...neededTopics(catalogs, prefix)].filter(([topic]) => !names.has(topic));
  if (missing.length === 0) return;
  const list = missing.map(([topic, why]) => `${topic} (${why})`).join(', ');
  throw new BootstrapError('BOOTSTRAP.TOPICS_FILE', `Add to infra/kafka/topics.yaml: ${list}.`, {
    topics: missing.map(([topic]) => topic),
  });
}
