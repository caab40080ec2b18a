import { createMessageCodec, numberedSchemaRows, schemaIdsOf } from '@tidemark/avro';
import type { MessageCodec } from '@tidemark/avro';
import type { Message } from '@tidemark/contracts';
import type { OutboxRow, Read, Store, Unit } from '@tidemark/event-store';
import { MemoryStore, UnitOfWork } from '@tidemark/event-store';
import type { Consumer } from '@tidemark/messaging';

/** Writes with the schemas of the contracts, and reads with them; whatever else comes is a mistake of the spec. */
export const contractCodec = (): MessageCodec =>
  createMessageCodec({
    schemaIds: schemaIdsOf(numberedSchemaRows()),
    registry: { schemaText: (id) => Promise.reject(new Error(`No contract has the schema ${id}.`)) },
  });

/** As a database would, it looks at every value that it is given: one that nobody reads otherwise is read here. */
class WritingStore extends MemoryStore {
  override transact: Store['transact'] = (plan, work) =>
    super.transact(plan, (loaded) => {
      const done = work(loaded);
      JSON.stringify(done.effects);
      return done;
    });
}

/**
 * The rules, streams and consumers of one service on a store in memory: what is decided here leaves as it would leave
 * the service, as bytes in an outbox.
 */
export class Bench {
  readonly codec = contractCodec();
  readonly #store: MemoryStore;
  readonly #unitOfWork: UnitOfWork;
  #ids = 0;

  constructor() {
    let now = Date.UTC(2026, 0, 1);
    this.#store = new WritingStore(() => (now += 1));
    this.#unitOfWork = new UnitOfWork(this.#store, {
      newId: () => this.#newId(),
      encoder: this.codec,
      monotonicMs: () => 0,
      rest: () => Promise.resolve(),
    });
  }

  /** Everything that has left, oldest first. */
  get outbox(): readonly OutboxRow[] {
    return this.#store.outbox;
  }

  /** A consumer hears a message; what its handler throws reaches the caller. */
  async hear<Heard>(consumer: Pick<Consumer<Heard>, 'reads' | 'handle'>, message: Heard): Promise<void> {
    await this.execute(consumer.reads(message), (unit) => consumer.handle(message, unit));
  }

  /** What a request, a job's outcome or a deadline does. */
  async execute(reads: readonly Read[], handle: (unit: Unit) => unknown): Promise<void> {
    const cause = {
      messageId: this.#newId(),
      correlationId: this.#newId(),
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      actor: 'customer',
    };
    await this.#unitOfWork.execute({ cause, reads, handle: (unit) => void handle(unit) });
  }

  #newId(): string {
    this.#ids += 1;
    return `01890a5d-ac96-774b-bcce-${this.#ids.toString(16).padStart(12, '0')}`;
  }
}

/** Bytes there and back: written with the owner's schema, read with the reader's. */
export const throughAvro = async <Heard extends Message>(message: Heard): Promise<Heard> => {
  const codec = contractCodec();
  return (await codec.decode(codec.encode(message))) as Heard;
};
