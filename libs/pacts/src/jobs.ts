/** One interaction of a pact, as the reader states it. */
export interface StatedInteraction {
  readonly description: string;
  /** What the owner must have made for it. */
  readonly given: { readonly name: string; readonly params: Readonly<Record<string, string>> };
  readonly metadata: Readonly<Record<string, unknown>>;
  /** With Pact's matchers. */
  readonly content: unknown;
}

/** One request of a reader over HTTP, and all that it reads of the answer. */
export interface StatedRequest {
  readonly description: string;
  readonly given: { readonly name: string; readonly params: Readonly<Record<string, string>> };
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: object;
  };
  /** With Pact's matchers. */
  readonly response: { readonly status: number; readonly body: object };
}

/** What the process beside us is asked to do with Pact's native part. */
export type PactJob =
  | {
      readonly kind: 'write';
      readonly consumer: string;
      readonly provider: string;
      readonly folder: string;
      readonly interactions: readonly StatedInteraction[];
    }
  | {
      /** Answers one request as it is stated, until it is told that it was made; then writes it down. */
      readonly kind: 'serve';
      readonly consumer: string;
      readonly provider: string;
      readonly folder: string;
      readonly stated: StatedRequest;
    }
  | { readonly kind: 'served' }
  | {
      readonly kind: 'verify';
      readonly provider: string;
      readonly file: string;
      readonly url: string;
      /** Where the provider is brought into the state of an interaction; messages need none. */
      readonly statesUrl?: string;
    };

/** What came of it. A pact that is not kept is an answer, told in Pact's own JSON. */
export type PactAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'serving'; readonly url: string }
  | { readonly kind: 'broken'; readonly report: string }
  | { readonly kind: 'failed'; readonly error: string };
