import type { Bug, Check } from '../bug.ts';

const store: Check = { kind: 'integration', spec: 'libs/event-store/src/postgres/postgres-store.int.spec.ts' };
const faults: Check = { kind: 'integration', spec: 'libs/event-store/src/postgres/postgres-faults.int.spec.ts' };

/** What only the real database or the real broker shows. */
export const realPartBugs: readonly Bug[] = [
  {
    name: 'inbox-row-not-first',
    breaks: 'Two consumers that hold the same message both take it for new.',
    file: 'libs/event-store/src/postgres/statements.ts',
    from: 'on conflict do nothing returning message_id',
    to: 'on conflict (consumer, message_id) do update set handled_at = excluded.handled_at returning message_id',
    check: { kind: 'integration', spec: 'libs/event-store/src/postgres/paused-consumer.int.spec.ts' },
  },
  {
    name: 'heads-not-locked',
    breaks: 'Two transactions decide over the same stream at once.',
    file: 'libs/event-store/src/postgres/statements.ts',
    from: 'where stream_id = any($1::text[]) order by stream_id for update`',
    to: 'where stream_id = any($1::text[]) order by stream_id`',
    check: { ...store, title: 'never loses one of many concurrent changes of one stream' },
  },
  {
    name: 'heads-locked-unsorted',
    breaks: 'Two transactions lock the same streams in any order and wait for each other.',
    file: 'libs/event-store/src/postgres/statements.ts',
    from: 'where stream_id = any($1::text[]) order by stream_id for update`',
    to: 'where stream_id = any($1::text[]) order by random() for update`',
    check: { ...store, title: 'never deadlocks two transactions that name their streams in opposite order' },
  },
  {
    name: 'outbox-in-its-own-transaction',
    breaks: 'A message is told although the transaction that asked for it fails.',
    file: 'libs/event-store/src/postgres/postgres-store.ts',
    from: 'await commit(client, sql.writes(effects, plan.inbox?.consumer)).catch(classified);',
    to: `const nothing = Object.fromEntries(Object.keys(effects).map((name) => [name, []])) as unknown as typeof effects;
      for (const told of sql.writes({ ...nothing, outbox: effects.outbox }, undefined)) await this.#pool.query(told);
      await commit(client, sql.writes({ ...effects, outbox: [] }, plan.inbox?.consumer)).catch(classified);`,
    check: { ...faults, title: 'takes a COMMIT after a failed statement for a failure' },
  },
  {
    name: 'commit-failure-swallowed',
    breaks: 'A transaction that the database has undone counts as done.',
    file: 'libs/event-store/src/postgres/postgres-store.ts',
    from: `if ((await sent) !== 'COMMIT') throw new Error('COMMIT was answered by ROLLBACK');`,
    to: 'await sent.catch(() => undefined);',
    check: { ...faults, title: 'takes a COMMIT after a failed statement for a failure' },
  },
  {
    name: 'offset-before-handler',
    breaks: 'A record counts as read before its handler has answered: who dies in between loses it.',
    file: 'libs/messaging/src/kafka/kafka-consumer.ts',
    from: 'const verdicts = await this.#answered(piece, mayGoOn);',
    to: `const read = piece.at(-1);
        if (read !== undefined) this.#positions.handled(topic, partition, read.offset);
        const verdicts = await this.#answered(piece, mayGoOn);`,
    check: {
      kind: 'integration',
      part: 'kafka',
      spec: 'libs/messaging/src/kafka/kafka-consumer.int.spec.ts',
      title: 'commits nothing that its handler has not answered',
    },
  },
  {
    name: 'retried-under-a-new-key',
    breaks: 'A charge whose answer was lost is asked for again as another charge, so the card is charged twice.',
    file: 'services/payment/app/src/jobs/http-provider.ts',
    from: 'body, idempotencyKey: providerKey }, chargeAnswers)',
    to: 'body, idempotencyKey: `${providerKey}-${String(attempt.number)}` }, chargeAnswers)',
    check: {
      kind: 'integration',
      spec: 'services/payment/app/src/payment.app.int.spec.ts',
      title: 'whose outcome is unknown is repeated with the same key until it is known',
    },
  },
  {
    name: 'open-letters-forgotten',
    breaks: 'A dead letter that nobody has settled is deleted when it is old.',
    file: 'libs/event-store/src/postgres/upkeep-statements.ts',
    from: "where status in ('handled', 'discarded') and at",
    to: "where status <> 'held' and at",
    check: { kind: 'integration', spec: 'libs/event-store/src/postgres/postgres-retention.int.spec.ts' },
  },
];
