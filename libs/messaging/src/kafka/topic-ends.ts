import type { Ends } from './progress-watch.ts';
import { laneIn } from './progress-watch.ts';

/** What this needs of an administrator's connection to Kafka. */
export interface EndsReader {
  connect: () => Promise<void>;
  disconnect: () => Promise<void>;
  /** `high` is the next offset to be written, as Kafka writes it. */
  fetchTopicOffsets: (topic: string) => Promise<readonly { readonly partition: number; readonly high: string }[]>;
}

/** Asks the broker over a connection of its own, opened when it is first asked and after each failure. */
export class TopicEnds {
  readonly #newReader: () => EndsReader;
  readonly #topics: readonly string[];
  #reader: EndsReader | undefined;

  constructor(newReader: () => EndsReader, topics: readonly string[]) {
    this.#newReader = newReader;
    this.#topics = topics;
  }

  readonly ask: Ends = async () => {
    try {
      const reader = await this.#connected();
      const ends = await Promise.all(
        this.#topics.map(async (topic) =>
          (await reader.fetchTopicOffsets(topic)).map(
            ({ partition, high }) => [laneIn(topic, partition), BigInt(high)] as const,
          ),
        ),
      );
      return ends.flat();
    } catch (error) {
      await this.close();
      throw error;
    }
  };

  /** Never fails: who is gone needs no goodbye. */
  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.disconnect().catch(() => undefined);
  }

  async #connected(): Promise<EndsReader> {
    if (this.#reader !== undefined) return this.#reader;
    const reader = this.#newReader();
    this.#reader = reader;
    await reader.connect();
    return reader;
  }
}
