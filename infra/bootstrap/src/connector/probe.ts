import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, Kafka } from 'kafkajs';
import type pg from 'pg';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import type { Patience } from '../patience.ts';
import { patiently } from '../patience.ts';
import { OWN_SCHEMA } from '../postgres/migrations.ts';
import { slotPosition } from '../postgres/replication.ts';
import { PROBE_TOPIC } from '../topics/catalog-topics.ts';
import { readState, restartFailed } from './apply-connector.ts';

/** Reads the probe topic from its beginning; it holds an hour of probes. */
export interface ProbeReader {
  hasSeen(id: string): boolean;
  close(): Promise<void>;
}

/**
 * Answers when it reads, which is before the row is written, so that joining the group costs no time of the wait.
 *
 * A broker that has just started may find no coordinator for the group yet; kafkajs asks for it for a second and a half and
 * then stops for good, without a word. So whoever has not joined begins anew, until the patience is over.
 */
export async function readProbes(
  kafka: Kafka,
  admin: Admin,
  patience: Patience,
  topic = PROBE_TOPIC,
): Promise<ProbeReader> {
  const groupId = `tidemark.bootstrap.${randomUUID()}`;
  const seen = new Set<string>();
  const consumer = await patiently(patience, {
    attempt: () => joined(kafka, groupId, topic, seen),
    missing: (error) =>
      new BootstrapError(
        'BOOTSTRAP.TOPIC_REFUSED',
        `Nobody can read ${topic}, so look at the brokers' logs: ${reasonOf(error)}.`,
        { topic, cause: error },
      ),
  });
  return {
    hasSeen: (id) => seen.has(id),
    close: async () => {
      await consumer.disconnect();
      // A group that nobody deletes is kept for days; one that is gone already is what was wanted.
      await admin.deleteGroups([groupId]).catch(() => undefined);
    },
  };
}

/** A consumer that is in its group, and notes what it sees. Fails with what kept it out; nothing of it is left then. */
async function joined(kafka: Kafka, groupId: string, topic: string, seen: Set<string>): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100 });
  const inGroup = Promise.withResolvers<undefined>();
  // Whoever fails before it runs is told by what is awaited first.
  inGroup.promise.catch(() => undefined);
  consumer.on(consumer.events.GROUP_JOIN, () => {
    inGroup.resolve(undefined);
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    inGroup.reject(payload.error);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        const id = message.headers?.['id'];
        if (id !== undefined) seen.add(String(id));
        return Promise.resolve();
      },
    });
    await inGroup.promise;
    return consumer;
  } catch (error) {
    await consumer.disconnect().catch(() => undefined);
    throw error;
  }
}

/** Writes the row whose way is watched. The slot keeps it for a connector that is still starting. */
export async function sendProbe(client: pg.Client): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into ${OWN_SCHEMA}.outbox
       (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
     values ($1::uuid, $2, $1::text, 'Probe', $1::text, $1::text, $3, 'bootstrap', clock_timestamp() at time zone 'UTC', $4)`,
    [id, PROBE_TOPIC, `00-${id.replaceAll('-', '')}-${id.replaceAll('-', '').slice(0, 16)}-00`, Buffer.from('probe')],
  );
  return id;
}

export interface Watch {
  readonly client: pg.Client;
  /** Its address at Connect. */
  readonly connector: string;
  readonly slot: string;
}

/**
 * Resolves when exactly this probe has come out of Kafka; a state RUNNING alone would prove nothing.
 *
 * A task that has failed is restarted once; when it fails again, or the time is over, fails with what the connector and
 * the slot say.
 */
export async function awaitProbe(reader: ProbeReader, id: string, watch: Watch, patience: Patience): Promise<void> {
  let restarted = false;
  let lookAgainAt = performance.now() + 2_000;
  await patiently(patience, {
    everyMs: 10,
    attempt: async () => {
      if (reader.hasSeen(id)) return true;
      if (performance.now() < lookAgainAt) return undefined;
      lookAgainAt = performance.now() + 1_000;
      const { failed } = await readState(watch.connector);
      if (!failed) return undefined;
      if (restarted) throw await lostProbe(watch);
      await restartFailed(watch.connector);
      restarted = true;
      lookAgainAt = performance.now() + 5_000;
      return undefined;
    },
    heals: (error) => !(error instanceof BootstrapError),
    missing: () => new ProbeOverdue(),
  }).catch(async (error: unknown) => {
    throw error instanceof ProbeOverdue ? await lostProbe(watch) : error;
  });
  await watch.client.query(`delete from ${OWN_SCHEMA}.outbox`);
}

class ProbeOverdue extends Error {}

async function lostProbe({ client, connector, slot }: Watch): Promise<BootstrapError> {
  const [state, position] = await Promise.all([
    readState(connector).catch((error: unknown) => ({ text: `Connect says ${reasonOf(error)}`, trace: '' })),
    slotPosition(client, slot).catch(() => 'Postgres does not answer'),
  ]);
  const trace = state.trace === '' ? '' : ` It says: ${state.trace}`;
  return new BootstrapError(
    'BOOTSTRAP.PROBE_LOST',
    `A row written to ${OWN_SCHEMA}.outbox does not come out of ${PROBE_TOPIC}, so read the log of Connect: ${state.text}; ${position}.${trace}`,
    { connector, state: state.text, position, trace: state.trace },
  );
}
