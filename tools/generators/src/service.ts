import { nextPort, withClusterService, withComposeService, withTopics } from './edits.ts';
import { formsOf } from './forms.ts';
import type { Files } from './templates.ts';
import { filled } from './templates.ts';

const TOPICS = 'infra/kafka/topics.yaml';
const COMPOSE = 'docker-compose.yml';
const CLUSTER = 'infra/compose/cluster.yml';

/** Every file that a new service makes or changes, before what is generated from them. */
export const serviceFiles = (name: string, read: (path: string) => string): Files => {
  const compose = read(COMPOSE);
  const port = nextPort(compose);
  const values = {
    ...formsOf(name),
    port: String(port),
    // A migration is known by its number, which must differ from those of the other services.
    stamp: String(1_700_000_000_000 + (port - 2_999) * 100),
  };
  return new Map([
    ...filled('service', values),
    [TOPICS, withTopics(read(TOPICS), topicsOf(name))],
    [COMPOSE, withComposeService(compose, name, port)],
    [CLUSTER, withClusterService(read(CLUSTER), name, port)],
  ]);
};

const topicsOf = (name: string): Parameters<typeof withTopics>[1] => [
  { group: 'events', name: `${name}.events.v1`, description: `What became of each ${formsOf(name).words}.` },
  {
    group: 'dead letters',
    name: `${name}.orders.dead-letters.v1`,
    description: `Facts of orders that ${name} could not handle.`,
  },
  {
    group: 'dead letters',
    name: `${name}.${name}-view.v1.dead-letters.v1`,
    description: `What the first version of the ${formsOf(name).words} view could not fold.`,
  },
];

/** What the service is now, and what is free to change. */
export const wordsAfterService = (name: string): readonly string[] => [
  `The service ${name} runs with the next npm start, and in containers. Its page: services/${name}/README.md`,
  `What it says is released. Before you commit that, it may become anything: change contracts/avro/${name}/${formsOf(name).Name}Opened.avsc, then`,
  '  npm run contracts:generate && npm run messages:generate && npm run contracts:release -- --again "Why."',
];
