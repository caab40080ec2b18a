interface Lane {
  /** The end of the partition when it was first looked at after the last sign of life. */
  readonly endBefore: bigint;
  /** When it was first seen to have grown since. */
  readonly grownAtMs: number | undefined;
}

/**
 * Tells a consumer that does nothing from one that has nothing to do.
 *
 * A partition is stuck when records have been waiting for longer than the patience and nothing was heard of it meanwhile:
 * no record handled, none refused, no failure of infrastructure. Whoever fails and tries again is not stuck, for a restart
 * would not help. Partitions whose ends cannot be asked for are not judged: then the broker is away.
 */
export class Progress {
  readonly #patienceMs: number;
  readonly #lanes = new Map<string, Lane>();
  #assigned: ReadonlySet<string> = new Set();

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** These partitions are ours, and no others; each is known as `topic/partition`. */
  assigned(lanes: readonly string[]): void {
    this.#assigned = new Set(lanes);
    for (const lane of this.#lanes.keys()) if (!this.#assigned.has(lane)) this.#lanes.delete(lane);
  }

  /** Something became of records of this partition, good or bad. */
  sign(lane: string): void {
    this.#lanes.delete(lane);
  }

  /** What the broker says where a partition ends. */
  ends(lane: string, end: bigint, nowMs: number): void {
    if (!this.#assigned.has(lane)) return;
    const known = this.#lanes.get(lane);
    if (known === undefined) this.#lanes.set(lane, { endBefore: end, grownAtMs: undefined });
    else if (known.grownAtMs === undefined && end > known.endBefore)
      this.#lanes.set(lane, { ...known, grownAtMs: nowMs });
  }

  /** The broker did not say: whatever was known is too old to judge by. */
  unknown(): void {
    this.#lanes.clear();
  }

  stuck(nowMs: number): readonly string[] {
    return [...this.#lanes]
      .filter(([, { grownAtMs }]) => grownAtMs !== undefined && nowMs - grownAtMs > this.#patienceMs)
      .map(([lane]) => lane);
  }
}
