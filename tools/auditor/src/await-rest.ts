import { setTimeout as sleep } from 'node:timers/promises';
import type { Wiring } from './readings/listeners.ts';
import type { Log } from './readings/log.ts';
import { PULSE_BYTES } from './judgments/capture.ts';
import type { Ask } from './readings/session.ts';
import { ofEach, servicesOf } from './readings/session.ts';
import { readPosition, readSlot } from './readings/slot.ts';

/**
 * Waits until nobody waits: no deadline, no open call, no held message, nothing that Debezium has not confirmed, no group behind, and
 * nothing new meanwhile. Answers what was still moving when the patience ended; nothing when all is at rest.
 *
 * Without Kafka nothing can move, so there is nothing to wait for.
 */
export const awaitRest = async (
  ask: Ask,
  log: Log | undefined,
  { groups }: Wiring,
  patienceMs: number,
): Promise<readonly string[]> => {
  const services = await servicesOf(ask);
  const endsAt = performance.now() + patienceMs;
  for (;;) {
    const before = await writtenBy(ask, services);
    // In the order of a message's way: all are sent, then all are read, then what reading them began has ended.
    const moving = [
      ...(await behindSlot(ask)),
      ...(log === undefined ? [] : await log.lags(groups)),
      ...(await waiting(ask, services)),
    ];
    const isQuiet = before === (await writtenBy(ask, services));
    if (moving.length === 0 && isQuiet) return [];
    if (log === undefined || performance.now() > endsAt)
      return [...moving, ...(isQuiet ? [] : ['messages are being sent'])];
    await sleep(250);
  }
};

/** A moment before which everything that was sent has been received and answered, by whomever it may concern. */
export interface Rest {
  /** What was committed then, as `pg_visible_in_snapshot` tells it. */
  readonly snapshot: string;
}

/** The connector confirms an idle database's log with its pulse, every five seconds. */
const PULSES_MS = 15_000;

/**
 * Proves rest, where {@link awaitRest} believes in it: what the slot's reader has not confirmed may be some kilobytes of
 * messages, so first all that is committed now is confirmed, and then nobody waits for anything. Takes a pulse of the
 * connector. Answers what was still moving when the patience ended.
 */
export const proveRest = async (
  ask: Ask,
  log: Log,
  wiring: Wiring,
  patienceMs: number,
): Promise<Rest | { readonly moving: readonly string[] }> => {
  const endsAt = performance.now() + Math.max(patienceMs, PULSES_MS);
  const [now] = await ask<Rest>('select pg_current_snapshot()::text as snapshot');
  const slot = await readSlot(ask, await readPosition(ask), endsAt - performance.now(), 0);
  if (now === undefined || slot === undefined || slot.lagBytes > 0) {
    return { moving: [`Debezium has not confirmed ${slot?.lagBytes ?? 'any of the'} bytes`] };
  }
  const moving = await awaitRest(ask, log, wiring, endsAt - performance.now());
  return moving.length === 0 ? now : { moving };
};

const writtenBy = async (ask: Ask, services: readonly string[]): Promise<string> => {
  const rows = await ask<{ last: string | null }>(ofEach(services, 'select max(seq)::text as last from {}.outbox'));
  return rows.map(({ last }) => last ?? '0').join(' ');
};

const waiting = async (ask: Ask, services: readonly string[]): Promise<readonly string[]> => {
  const rows = await ask<{ service: string; deadlines: number; jobs: number; held: number }>(
    ofEach(
      services,
      `select {name} as service, (select count(*)::int from {}.deadline) as deadlines,
              (select count(*)::int from {}.job) as jobs,
              (select count(*)::int from {}.held) as held`,
    ),
  );
  return rows.flatMap(({ service, deadlines, jobs, held }) => [
    ...(deadlines > 0 ? [`${deadlines} processes of ${service} wait for an answer`] : []),
    ...(jobs > 0 ? [`${jobs} calls of ${service} are not answered`] : []),
    ...(held > 0 ? [`${held} messages are held by ${service}`] : []),
  ]);
};

const behindSlot = async (ask: Ask): Promise<readonly string[]> => {
  const slot = await readSlot(ask, await readPosition(ask), 0);
  return slot !== undefined && slot.lagBytes > PULSE_BYTES ? [`Debezium is ${slot.lagBytes} bytes behind`] : [];
};
