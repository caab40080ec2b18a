import type { DeclaredException } from './exceptions.ts';
import { exceptionsOf, judgeDeclared } from './exceptions.ts';
import type { InvariantId, Judgment, Violation } from './invariants.ts';
import { invariants } from './invariants.ts';
import { judgeAcknowledged } from './judgments/acknowledged.ts';
import { judgeSlot } from './judgments/capture.ts';
import { judgeEnds } from './judgments/ends.ts';
import { judgeHeld, judgeLetters } from './judgments/letters.ts';
import { judgeMails } from './judgments/mails.ts';
import { judgeForeign, judgeLog, judgeRepeated, judgeUnsent, judgeUnsentHandled } from './judgments/messages.ts';
import { judgeLedger, judgeMoney } from './judgments/money.ts';
import { judgeParts } from './judgments/parts.ts';
import { judgeOrderInLog, judgeStreams } from './judgments/sequence.ts';
import { judgeMoves, judgeStock } from './judgments/stock.ts';
import { judgeUndoing } from './judgments/undoing.ts';
import { judgePrices, judgeTold, judgeView } from './judgments/views.ts';
import { judgeWaiting } from './judgments/waiting.ts';
import { ofOrder } from './invariants.ts';
import type { OutboxRow } from './log-reading.ts';
import type { OrderCase } from './order-case.ts';
import type { Readings } from './readings.ts';
import { RESTS, unrestOf } from './rest.ts';

/** What was on its way when it was looked at, and young enough to be: an order, or a message about none. */
export interface Moving {
  readonly subject: string;
  readonly because: readonly string[];
}

export interface Verdict {
  readonly judgments: readonly Judgment[];
  readonly moving: readonly Moving[];
  /** What operators took upon themselves: told, and no violation. */
  readonly exceptions: readonly DeclaredException[];
}

/**
 * Holds what was read against every invariant.
 *
 * What crosses services is judged at rest only: an order that is on its way, and was placed less than the patience ago,
 * is left out and told as moving. One that is older should have come to rest, so it is judged, and breaks I3 or I6; so is
 * one of which nothing was sent since all was at rest, however young: what it waits for will never come.
 */
export const judge = (readings: Readings): Verdict => {
  const bench = new Bench();
  const moving: Moving[] = [];
  const isDue = (sentAt: number, isBeforeRest: boolean): boolean =>
    isBeforeRest || readings.takenAt - sentAt >= readings.patienceMs;
  for (const known of readings.orders) {
    const because = unrestOf(known);
    const due = isDue(known.order?.placedAt ?? 0, known.isBeforeRest);
    if (because.length > 0 && !due) moving.push({ subject: `order ${known.orderId}`, because });
    else judgeOrder(bench, known, readings, due);
  }
  const unsent: OutboxRow[] = [];
  for (const row of readings.unsentElsewhere) {
    if (isDue(row.occurredAt, row.isBeforeRest)) unsent.push(row);
    else moving.push({ subject: `message ${row.id}`, because: [`${row.type} is not on ${row.topic}`] });
  }
  judgeStockAndMoney(bench, readings);
  judgeMessages(bench, readings, unsent);
  judgeCapture(bench, readings);
  const existing = new Set(readings.orders.filter(({ order }) => order !== undefined).map(({ orderId }) => orderId));
  bench.add(
    'I5',
    readings.answers.size + readings.callers.length,
    judgeAcknowledged(readings.answers, existing, readings.callers),
  );
  return { judgments: bench.judgments(), moving, exceptions: readings.orders.flatMap(exceptionsOf) };
};

/** Collects what the judges say. */
class Bench {
  readonly #checked = new Map<InvariantId, number>();
  readonly #violations = new Map<InvariantId, Violation[]>();

  add(invariant: InvariantId, checked: number, violations: readonly Violation[]): void {
    this.#checked.set(invariant, (this.#checked.get(invariant) ?? 0) + checked);
    const known = this.#violations.get(invariant) ?? [];
    this.#violations.set(invariant, known);
    known.push(...violations);
  }

  judgments(): readonly Judgment[] {
    return (Object.keys(invariants) as InvariantId[]).map((invariant) => ({
      invariant,
      checked: this.#checked.get(invariant) ?? 0,
      violations: this.#violations.get(invariant) ?? [],
    }));
  }
}

const judgeOrder = (bench: Bench, known: OrderCase, readings: Readings, isDue: boolean): void => {
  bench.add('I3', 1, [...judgeEnds(known, readings.patienceMs), ...judgeDeclared(known)]);
  bench.add('I12', 1, judgeWaiting(known, readings.takenAt, isDue));
  bench.add('I6', 0, judgePending(known, readings.patienceMs));
  // Of an order that never came to rest nothing else can be expected: that it did not is what is told.
  if (known.order !== undefined && !RESTS.has(known.process?.status ?? '')) return;
  bench.add('I2', 1, judgeMoney(known));
  bench.add('I4', 1, judgeParts(known));
  bench.add('I8', 1, judgeView(known));
  bench.add('I9', known.view?.toldVersion === undefined ? 0 : 1, judgeTold(known));
  bench.add('I10', 1, judgeUndoing(known));
  bench.add('I13', 1, judgeMails(known, readings.mailsSince));
};

/** I6 for one order: what was sent long ago, or before all was at rest, has reached its topic and everyone who hears it. */
const judgePending = (
  { orderId, unheard, isBeforeRest, unsent = [] }: OrderCase,
  patienceMs: number,
): readonly Violation[] => {
  const wrong = ofOrder('I6', orderId);
  const found = isBeforeRest ? 'not, and nothing is on its way' : `not after ${patienceMs / 1_000} s`;
  return [
    ...unheard.map(({ id, type, missingAt }) => wrong(`${type} ${id} handled by ${missingAt}`, found)),
    ...unsent.map(({ id, type, missingAt }) => wrong(`${type} ${id} on ${missingAt}`, found)),
  ];
};

const judgeStockAndMoney = (bench: Bench, readings: Readings): void => {
  bench.add('I1', readings.stock.length, readings.stock.flatMap(judgeStock));
  bench.add('I1', 0, judgeMoves(readings.moves));
  bench.add('I2', readings.ledgerTotals.length, judgeLedger(readings.ledgerTotals));
  bench.add('I8', readings.prices.length, judgePrices(readings.prices));
};

const judgeMessages = (
  bench: Bench,
  { outbox, log, foreign, hearings, repeated, unsentHandled, ...rest }: Readings,
  unsent: readonly OutboxRow[],
): void => {
  bench.add('I6', hearings, [...judgeRepeated(repeated), ...judgeUnsentHandled(unsentHandled)]);
  bench.add('I6', 0, judgeUnsent(unsent));
  bench.add('I7', rest.streams.checked, judgeStreams(rest.streams.broken));
  bench.add('I11', rest.letters.length, judgeLetters(rest.letters, log));
  bench.add('I11', rest.held.length, judgeHeld(rest.held));
  if (log === undefined) return;
  bench.add('I6', log.records.length, [...judgeLog(outbox, log.records), ...judgeForeign(foreign)]);
  const { lanes, violations } = judgeOrderInLog(outbox, log.records);
  bench.add('I7', lanes, violations);
};

const judgeCapture = (bench: Bench, { slotName, slot }: Readings): void => {
  bench.add('I15', 1, judgeSlot(slotName, slot));
};
