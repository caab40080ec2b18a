import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, Shop } from '@tidemark/local';
import { docker } from './docker.ts';
import { SERVICES } from './images.ts';
import { checkContainment, followToTheEnd } from './one-of-each.ts';
import { OrderLoad, SKU } from './order-load.ts';
import { auditAll } from './programs.ts';
import type { Progress } from './progress.ts';
import type { Project } from './project.ts';

const ORDER_EVERY_MS = 500;
const PIECES = 100_000;
const WITHOUT_IT_MS = 20_000;

/** Three brokers and two instances of each service: one broker and one instance of each are killed, instances are added. */
export const cluster = async (project: Project, progress: Progress): Promise<void> => {
  await sameBrokers(project);
  await progress.step('up as a cluster, until everything is well', () => project.compose('up', '--detach', '--wait'));
  await copiesOfEach(project, progress);
  const shop = new Shop(await project.urls());
  await shop.stock(SKU, PIECES);
  await shop.until(await shop.order([{ sku: SKU, quantity: 1 }]), 'Confirmed');
  let addresses = await project.urlsOf('order');
  const load = new OrderLoad(() => addresses, ORDER_EVERY_MS);
  load.start();
  try {
    await sleep(5_000);
    await loseBroker(project, progress);
    await loseInstances(project, progress);
    // Who was killed by hand comes back with the next up; one more instance of each comes with it.
    const three = SERVICES.flatMap((service) => ['--scale', `${service}=3`]);
    await progress.step('a third instance of each service, and those that were killed', () =>
      project.compose('up', '--detach', '--wait', '--no-recreate', ...three),
    );
    addresses = await project.urlsOf('order');
    progress.say(`orders go to ${String(addresses.length)} instances now`);
    await sleep(10_000);
  } finally {
    await followToTheEnd(load, progress);
  }
  await checkContainment(project, progress);
  progress.say(await progress.step('the audit', () => auditAll(project)));
};

/** The first broker is described in docker-compose.yml, the others in cluster.yml: they must not drift apart. */
const sameBrokers = async (project: Project): Promise<void> => {
  const { services } = JSON.parse(await project.compose('config', '--format', 'json')) as {
    readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  const comparable = (name: string): object => {
    const { volumes: _volumes, ports: _ports, environment, ...rest } = services[name] ?? {};
    const own = ['KAFKA_NODE_ID', 'KAFKA_ADVERTISED_LISTENERS'];
    const settings = Object.entries(environment ?? {}).filter(([variable]) => !own.includes(variable));
    return { ...rest, environment: Object.fromEntries(settings) };
  };
  for (const other of ['kafka-2', 'kafka-3']) {
    if (isDeepStrictEqual(comparable(other), comparable('kafka'))) continue;
    throw new Error(
      `${other} in infra/compose/cluster.yml differs from kafka in docker-compose.yml: bring them together.`,
    );
  }
};

const TOPICS = '/opt/kafka/bin/kafka-topics.sh';

/** Every topic has three copies, and refuses what fewer than two have. */
const copiesOfEach = async (project: Project, progress: Progress): Promise<void> => {
  const text = await project.compose('exec', '-T', 'kafka', TOPICS, '--bootstrap-server', 'kafka:19092', '--describe');
  const topics = text.split('\n').filter((line) => line.startsWith('Topic:') && line.includes('ReplicationFactor'));
  const few = topics.filter(
    (line) => !/ReplicationFactor: 3\b/u.test(line) || !/min\.insync\.replicas=2\b/u.test(line),
  );
  if (few.length > 0) throw new Error(`These have too few copies:\n${few.join('\n')}`);
  progress.say(`${String(topics.length)} topics have three copies each and want two in sync`);
};

/** A broker dies and stays away for a while, then comes back. */
const loseBroker = async (project: Project, progress: Progress): Promise<void> => {
  await project.compose('kill', 'kafka-2');
  progress.say('kafka-2 is killed; orders go on');
  await sleep(WITHOUT_IT_MS);
  await progress.step('kafka-2 again, until it is well', () => project.compose('up', '--detach', '--wait', 'kafka-2'));
};

/** One of the two instances of each service dies; the other goes on alone. */
const loseInstances = async (project: Project, progress: Progress): Promise<void> => {
  const containers = await project.running();
  for (const service of SERVICES) {
    const [first] = containers.filter((one) => one.service === service);
    if (first === undefined) throw new Error(`There is no instance of ${service}.`);
    await docker(['kill', first.name]);
    progress.say(`${first.name} is killed`);
    await sleep(2_000);
  }
  await eventually(
    'the second order service to answer alone',
    async () => ((await project.urlsOf('order')).length === 1 ? true : undefined),
    30_000,
  );
  await sleep(WITHOUT_IT_MS);
};
