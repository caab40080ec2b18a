interface Position {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read, as Kafka commits it. */
  readonly offset: string;
}

/** How far each partition has been handled, and which of that Kafka has not been told yet. */
export class Positions {
  readonly #uncommitted = new Map<string, Position>();

  handled(topic: string, partition: number, lastOffset: string): void {
    this.#uncommitted.set(idOf(topic, partition), { topic, partition, offset: (BigInt(lastOffset) + 1n).toString() });
  }

  /** Keeps only partitions that still are ours: committing others would set back their new owner. */
  keepOnly(assignment: Readonly<Record<string, readonly number[]>>): void {
    for (const [id, { topic, partition }] of this.#uncommitted) {
      if (!assignment[topic]?.includes(partition)) this.#uncommitted.delete(id);
    }
  }

  /** Commits what is new. What fails to commit is kept for the next time; the inbox absorbs what is read twice. */
  async commit(send: (positions: Position[]) => Promise<void>): Promise<void> {
    const sent = [...this.#uncommitted];
    if (sent.length === 0) return;
    await send(sent.map(([, position]) => position));
    for (const [id, position] of sent) if (this.#uncommitted.get(id) === position) this.#uncommitted.delete(id);
  }
}

const idOf = (topic: string, partition: number): string => `${topic}/${String(partition)}`;
