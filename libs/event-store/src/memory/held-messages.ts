import type { HeldRow } from '../holding.ts';
import type { Claim, ClaimedHeld, Effects, HeldCount, InboxPlan } from '../store.ts';

/** A held message, and who has it in hand. */
export interface HeldRecord extends HeldRow {
  dueAt: number;
  claimedUntil: number;
  token: string | null;
  readonly since: number;
}

/** So many of a lane come with its first. */
const LANE_AT_ONCE = 50;

/** The held messages of a store in memory, in the order in which they were held. */
export class HeldMessages {
  readonly rows: HeldRecord[] = [];
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  claim(claim: Claim & { readonly consumers: readonly string[] }): readonly ClaimedHeld[] {
    const now = this.#clock();
    const lanes = [...Map.groupBy(this.rows, ({ consumer, lane }) => `${consumer} ${lane}`).values()];
    const due = lanes
      .filter(([first]) => first && claim.consumers.includes(first.consumer) && first.dueAt <= now)
      .filter(([first]) => first && first.claimedUntil < now)
      .slice(0, claim.limit);
    for (const [first] of due) {
      if (first) Object.assign(first, { claimedUntil: now + claim.leaseMs, token: claim.token });
    }
    return due
      .flatMap((lane) => lane.slice(0, LANE_AT_ONCE))
      .map(({ id, consumer, lane, messageId, record, attempts, deadLetterId = null }) => ({
        ...{ id, consumer, lane, messageId, record, attempts, deadLetterId },
      }));
  }

  count(): readonly HeldCount[] {
    return [...Map.groupBy(this.rows, ({ consumer }) => consumer)].map(([consumer, rows]) => ({
      consumer,
      messages: rows.length,
      lanes: new Set(rows.map(({ lane }) => lane)).size,
      oldestMs: this.#clock() - Math.min(...rows.map(({ since }) => since)),
    }));
  }

  lanesOf(inbox: InboxPlan | undefined): ReadonlySet<string> {
    const held = this.rows.filter(({ consumer }) => consumer === inbox?.consumer).map(({ lane }) => lane);
    return new Set(inbox?.lanes?.filter((lane) => held.includes(lane)));
  }

  tokens(ids: readonly string[]): ReadonlyMap<string, string | null> {
    return new Map(this.rows.filter(({ id }) => ids.includes(id)).map(({ id, token }) => [id, token]));
  }

  write({ held, heldPostponed, heldEnded }: Effects): void {
    const now = this.#clock();
    const free = { claimedUntil: -Infinity, token: null };
    for (const row of held) this.rows.push({ ...row, ...free, dueAt: now + row.afterMs, since: now });
    for (const { id, attempts, afterMs, failure } of heldPostponed) {
      const row = this.rows.find((one) => one.id === id);
      if (row) Object.assign(row, { ...free, attempts, dueAt: now + afterMs, ...(failure && { failure }) });
    }
    const ended = new Set(heldEnded);
    this.rows.splice(0, this.rows.length, ...this.rows.filter(({ id }) => !ended.has(id)));
  }
}
