import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** What happens to what is said on a wire. */
export type WireFault =
  | { readonly kind: 'cut' }
  | { readonly kind: 'one-way'; readonly silent: 'client' | 'server' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'reset'; readonly afterBytes: number };

/** One side of a connection that stays up, with the other. */
interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** Bytes that the client may still say before the connection is reset. */
  budget: number;
}

/**
 * A TCP proxy on the loopback interface that can be told to misbehave. Without a fault it passes on what it hears, both
 * ways, with backpressure and half-closing; everything a fault did to it is over when the fault is.
 */
export class Wire {
  readonly #pairs = new Set<Pair>();
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#lead(client));
  #target = 0;
  #fault: WireFault | undefined;

  /** Listens on a free port; until it has a target, it hangs up. */
  static async open(): Promise<Wire> {
    const wire = new Wire();
    await new Promise<void>((resolve, reject) => {
      wire.#server.once('error', reject);
      wire.#server.listen({ host: LOOPBACK, port: 0 }, resolve);
    });
    // It does not keep a program running that is done.
    wire.#server.unref();
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  leadTo(port: number): void {
    this.#target = port;
  }

  strike(fault: WireFault): void {
    this.#fault = fault;
    for (const pair of this.#pairs) {
      if (fault.kind === 'cut') hangUp(pair);
      if (fault.kind === 'one-way') silence(pair, fault.silent);
      if (fault.kind === 'reset') pair.budget = fault.afterBytes;
    }
  }

  /** What was held back on the way arrives now, as the network would send it again. */
  heal(): void {
    this.#fault = undefined;
    for (const pair of this.#pairs) {
      pair.budget = Number.POSITIVE_INFINITY;
      pair.client.resume();
      pair.server.resume();
    }
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) hangUp(pair);
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #lead(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#target === 0 || this.#fault?.kind === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: LOOPBACK, port: this.#target, allowHalfOpen: true, noDelay: true });
    const budget = this.#fault?.kind === 'reset' ? this.#fault.afterBytes : Number.POSITIVE_INFINITY;
    const pair: Pair = { client, server, budget };
    this.#pairs.add(pair);
    const hangUpBoth = (): void => {
      hangUp(pair);
      this.#pairs.delete(pair);
    };
    server.on('error', hangUpBoth);
    client.on('error', hangUpBoth);
    for (const socket of [client, server]) {
      socket.once('close', () => {
        if (client.destroyed && server.destroyed) this.#pairs.delete(pair);
      });
    }
    this.#pass(pair, client, server, true);
    this.#pass(pair, server, client, false);
    if (this.#fault?.kind === 'one-way') silence(pair, this.#fault.silent);
  }

  #pass(pair: Pair, from: Socket, to: Socket, isRequest: boolean): void {
    const lane = new Lane(() => (this.#fault?.kind === 'slow' ? this.#fault.delayMs : 0));
    from.on('data', (chunk: Buffer) => {
      const part = isRequest ? this.#spend(pair, chunk) : chunk;
      lane.take(() => {
        if (!to.write(part)) {
          from.pause();
          to.once('drain', () => {
            if (!this.#isSilent(isRequest)) from.resume();
          });
        }
        if (part.length < chunk.length) hangUp(pair);
      });
    });
    from.once('end', () => {
      lane.take(() => to.end());
    });
    from.once('close', (hadError) => {
      // Gone without a word: so is the other side. After a word it may still have something to say.
      if (hadError) to.resetAndDestroy();
      else lane.take(() => to.end());
    });
  }

  /** How much of it is still passed on. */
  #spend(pair: Pair, chunk: Buffer): Buffer {
    if (chunk.length < pair.budget) {
      pair.budget -= chunk.length;
      return chunk;
    }
    return chunk.subarray(0, Math.floor(pair.budget));
  }

  #isSilent(isRequest: boolean): boolean {
    return this.#fault?.kind === 'one-way' && this.#fault.silent === (isRequest ? 'client' : 'server');
  }
}

/** What is delayed keeps its order, also when the delay ends before what was delayed has arrived. */
class Lane {
  readonly #delayMs: () => number;
  readonly #waiting: { readonly dueAt: number; readonly pass: () => void }[] = [];

  constructor(delayMs: () => number) {
    this.#delayMs = delayMs;
  }

  take(pass: () => void): void {
    const delayMs = this.#delayMs();
    if (delayMs === 0 && this.#waiting.length === 0) {
      pass();
      return;
    }
    this.#waiting.push({ dueAt: performance.now() + delayMs, pass });
    if (this.#waiting.length === 1) this.#wait();
  }

  #wait(): void {
    const [next] = this.#waiting;
    if (next === undefined) return;
    setTimeout(
      () => {
        this.#waiting.shift();
        next.pass();
        this.#wait();
      },
      Math.max(0, next.dueAt - performance.now()),
    );
  }
}

/** Not read is not passed on; the end of the connection neither. */
const silence = ({ client, server }: Pair, silent: 'client' | 'server'): void => {
  (silent === 'client' ? client : server).pause();
};

const hangUp = ({ client, server }: Pair): void => {
  client.resetAndDestroy();
  server.resetAndDestroy();
};
