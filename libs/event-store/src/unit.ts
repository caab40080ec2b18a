import type { Message } from '@tidemark/contracts';
import { routes } from '@tidemark/contracts';
import type { Cause, DeadlinePassed, Decision } from '@tidemark/kernel';
import type { Aggregate, Home } from './aggregate.ts';
import type { AnyFact, AnySource, JobRequest, ProcessStored, RowTable } from './sources.ts';
import { streamId } from './sources.ts';
import type { Staging } from './staging.ts';
import type { HeldRow } from './holding.ts';
import { storableFailure, storableRecord } from './holding.ts';
import { storableText } from './storable-text.ts';
import type { DeadLetterRow, MessageEncoder } from './store.ts';

/** What a unit needs from outside: ids and the bytes of contracts. */
export interface UnitTools {
  /** A new id, unique for ever and ascending in time (UUID version 7, RFC 9562). */
  readonly newId: () => string;
  readonly encoder: MessageEncoder;
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  readonly monotonicMs: () => number;
  /** Resolves after this many milliseconds. */
  readonly rest: (ms: number) => Promise<unknown>;
}

/** A step of a process, as its runner hands it to the unit. */
export interface ProcessStep<State extends { readonly status: string }> {
  readonly process: ProcessStored<State>;
  readonly key: string;
  readonly input: string;
  readonly next: State;
  readonly send: readonly Message[];
  /** Hear `DeadlinePassed` after this long, in milliseconds; without it the process may rest. */
  readonly patienceMs: number | undefined;
}

/**
 * What one message may see and change. Synchronous and in memory; all of it becomes durable with the transaction, or
 * none of it. A handler that throws loses only its own changes.
 */
export class Unit {
  readonly cause: Cause;
  readonly #staging: Staging;
  readonly #tools: UnitTools;

  constructor(staging: Staging, cause: Cause, tools: UnitTools) {
    this.#staging = staging;
    this.cause = cause;
    this.#tools = tools;
  }

  /** The database's clock, read under all locks: ISO 8601, UTC. For rows that people read; rules speak in durations. */
  get now(): string {
    return this.#staging.now;
  }

  /** The state of a stream, a process or a state row that `reads` declared, with the changes of earlier messages. */
  state<State>(source: AnySource & { readonly initial: State }, key: string): State {
    const held = this.#staging.held(streamId(source, key));
    return held.state === undefined ? source.initial : (held.state as State);
  }

  /** How many facts the stream holds, with those of earlier messages. */
  version(source: AnySource, key: string): number {
    return this.#staging.held(streamId(source, key)).version;
  }

  /** A plain row that `reads` declared, with the changes of earlier messages. */
  row<Row extends object>(table: RowTable<Row>, key: string): Row | undefined {
    return this.#staging.row(table, key) as Row | undefined;
  }

  /** Lets the rules decide and stages what follows: facts, their public form, their rows, their jobs. */
  decide<Command, State, Fact extends AnyFact, Rejection>(
    aggregate: Aggregate<Command, State, Fact, Rejection>,
    command: Command,
  ): Decision<Fact, Rejection> {
    const state = aggregate.state(command, (source, key) => this.state(source, key));
    const decision = aggregate.decide(command, state);
    switch (decision.kind) {
      case 'accepted':
        for (const fact of decision.facts) this.#record(fact, aggregate.home(fact, command));
        return decision;
      case 'repeated':
        this.#answerAgain(decision.answer, aggregate.home(decision.answer, command));
        return decision;
      case 'rejected':
        return decision;
    }
  }

  /** Stages one transition of a process: its state, its journal row, its messages, its deadline. */
  step<State extends { readonly status: string }>(step: ProcessStep<State>): void {
    const id = streamId(step.process, step.key);
    const held = this.#staging.held(id);
    const from = held.state === undefined ? step.process.initial : (held.state as State);
    const version = held.version + 1;
    this.#staging.hold(id, { ...held, state: step.next, version, recordedAt: this.now });
    this.#staging.journal.push({
      processId: id,
      version,
      fromStatus: from.status,
      toStatus: step.next.status,
      input: step.input,
      sent: step.send.map((message) => message.type),
      messageId: this.cause.messageId,
      actor: this.cause.actor,
      at: this.now,
    });
    for (const message of step.send) this.send(message);
    this.#staging.deadlines.set(id, {
      processId: id,
      ...(step.patienceMs !== undefined && {
        set: {
          status: step.next.status,
          afterMs: step.patienceMs,
          cause: this.cause,
          overdue: hasHeardNothing(step, from),
        },
      }),
    });
  }

  /** The deadline was heard and moved nothing: it is spent. */
  clearDeadline(process: AnySource, key: string): void {
    const id = streamId(process, key);
    this.#staging.deadlines.set(id, { processId: id });
  }

  /** Stages a message to another service. */
  send(message: Message): void {
    this.#publish(message, this.now);
  }

  /** Stages a call to the outside world, to be made after the commit. */
  job(request: JobRequest): void {
    this.#staging.jobs.push({ ...request, id: this.#tools.newId(), cause: this.cause });
  }

  /** Stages a plain row. */
  write<Row extends object>(table: RowTable<Row>, row: Row): void {
    this.#staging.write({ table, row });
  }

  /** Stages a dead letter, and its copy for the consumer's dead-letter topic. */
  deadLetter(letter: Omit<DeadLetterRow, 'id' | 'at'>, copyTopic: string): void {
    const id = this.#tools.newId();
    const failure = storableFailure(letter);
    this.#staging.deadLetters.push({ ...storableRecord(letter), ...failure, id, at: this.now });
    const bytes = letter.value ?? new Uint8Array();
    this.#staging.outbox.push({
      id,
      topic: copyTopic,
      key: letter.key === null ? '' : storableText(Buffer.from(letter.key).toString('utf8'), MAX_KEY_BYTES),
      type: storableText(letter.headers['type'] ?? 'unknown', MAX_TYPE_BYTES),
      // A larger row would fail the connector for everyone; the row of the dead letter keeps the bytes.
      payload: bytes.byteLength > MAX_OUTBOX_BYTES ? new Uint8Array() : bytes,
      cause: this.cause,
      occurredAt: this.now,
      deadLetter: {
        cause: `${failure.code}: ${failure.cause}`,
        origin: `${letter.topic}/${String(letter.partition)}/${letter.offset}`,
      },
    });
  }

  /** Stages a message that is to be handled again, past the inbox: behind what its lane holds already. */
  hold(row: Omit<HeldRow, 'id'>): void {
    this.#staging.heldRows.push({ ...row, record: storableRecord(row.record), id: this.#tools.newId() });
  }

  #record<Fact extends AnyFact>(fact: Fact, { source, key }: Home<Fact>): void {
    const id = streamId(source, key);
    const held = this.#staging.held(id);
    const before = held.state ?? source.initial;
    const state = source.evolve(before as never, fact);
    const version = held.version + 1;
    const recordedAt = held.recordedAt > this.now ? held.recordedAt : this.now;
    this.#staging.hold(id, { ...held, state, version, recordedAt });
    if (source.stored === 'facts') {
      this.#staging.facts.push({ streamId: id, version, fact, cause: this.cause, recordedAt });
      for (const row of source.inline?.(fact, { streamId: id, version, recordedAt }) ?? []) this.#staging.write(row);
      for (const job of source.jobs?.(fact, state) ?? []) this.job(job);
    }
    // A row has no history, so its facts have no place in one.
    const streamVersion = source.stored === 'facts' ? version : undefined;
    for (const message of source.publish(fact, state as never)) this.#publish(message, recordedAt, streamVersion);
  }

  #answerAgain<Fact extends AnyFact>(answer: Fact, { source, key }: Home<Fact>): void {
    const state = this.#staging.held(streamId(source, key)).state ?? source.initial;
    for (const message of source.publish(answer, state as never)) this.#publish(message, this.now);
  }

  #publish(message: Message, occurredAt: string, streamVersion?: number): void {
    const { topic, key } = routes[message.type];
    this.#staging.outbox.push({
      id: this.#tools.newId(),
      topic,
      key: message[key],
      type: message.type,
      payload: this.#tools.encoder.encode(message),
      cause: this.cause,
      occurredAt,
      ...(streamVersion === undefined ? {} : { streamVersion }),
    });
  }
}

/** It asks again, because its deadline has passed or because somebody wants it to: what it waits for is still to come. */
const hasHeardNothing = <State extends { readonly status: string }>({ input, next }: ProcessStep<State>, from: State) =>
  from.status === next.status && (input === DEADLINE_PASSED || next === from);

const DEADLINE_PASSED: DeadlinePassed['type'] = 'DeadlinePassed';

/** The outbox refuses larger rows with a check constraint. */
export const MAX_OUTBOX_BYTES = 512 * 1024;

/** What a dead letter says of itself comes from outside: it is cut to what the outbox takes. */
const MAX_KEY_BYTES = 1_024;
const MAX_TYPE_BYTES = 256;
