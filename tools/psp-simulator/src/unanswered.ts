import type { ServerResponse } from 'node:http';

/** Connections that will not be answered: each is cut after a while, and all of them when the simulator closes. */
export class UnansweredConnections {
  readonly #timeoutMs: number;
  readonly #held = new Set<ServerResponse>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  hold(response: ServerResponse): void {
    this.#held.add(response);
    const timer = setTimeout(() => {
      response.destroy();
    }, this.#timeoutMs);
    timer.unref();
    response.once('close', () => {
      clearTimeout(timer);
      this.#held.delete(response);
    });
    if (response.destroyed) this.#held.delete(response);
  }

  cutAll(): void {
    for (const response of this.#held) response.destroy();
  }
}
