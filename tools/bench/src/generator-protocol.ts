/** What the generator is told: first what to send, then when to begin. */
export type ToGenerator =
  | {
      readonly type: 'prepare';
      /** Where to POST. */
      readonly url: string;
      readonly requests: readonly { readonly atMs: number; readonly key: string; readonly body: string }[];
    }
  | { readonly type: 'begin'; readonly startsAtEpochMs: number }
  /** Sends them in a circle, under new keys, as fast as so many connections are answered, for so long. */
  | { readonly type: 'flood'; readonly connections: number; readonly seconds: number };

/** How a request fared; times count from the start of the load. */
export interface Answer {
  readonly sentMs: number;
  readonly answeredMs: number;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly orderId: string;
}

export interface Answers {
  readonly answers: readonly Answer[];
  /** Requests that were sent again because a kept-alive connection was closed under them. */
  readonly resent: number;
  /** How far the clock of the epoch and the monotonic one came apart during the load. */
  readonly clockDriftMs: number;
}

export interface Flooded {
  readonly accepted: number;
  readonly refused: number;
  readonly seconds: number;
}

export type FromGenerator =
  | { readonly type: 'prepared' }
  | { readonly type: 'done'; readonly result: Answers }
  | { readonly type: 'flooded'; readonly result: Flooded };
