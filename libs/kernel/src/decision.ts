/** New facts; none when the command asks for what already holds and nobody waits for an answer. */
export interface Accepted<Fact> {
  readonly kind: 'accepted';
  readonly facts: readonly Fact[];
}

/** The command was answered before: nothing changes, the recorded answer is published again. */
export interface Repeated<Fact> {
  readonly kind: 'repeated';
  readonly answer: Fact;
}

/** Only the caller hears of it and nothing changes. A refusal that others must hear is a fact. */
export interface Rejected<Rejection> {
  readonly kind: 'rejected';
  readonly rejection: Rejection;
}

export type Decision<Fact, Rejection = never> = Accepted<Fact> | Repeated<Fact> | Rejected<Rejection>;

export const accept = <Fact>(...facts: readonly Fact[]): Accepted<Fact> => ({ kind: 'accepted', facts });

export const repeat = <Fact>(answer: Fact): Repeated<Fact> => ({ kind: 'repeated', answer });

export const reject = <Rejection>(rejection: Rejection): Rejected<Rejection> => ({ kind: 'rejected', rejection });
