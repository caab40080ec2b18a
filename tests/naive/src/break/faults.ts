/** One thing that goes wrong during a run; everything else is well. */
export interface Fault {
  readonly name: string;
  readonly title: string;
  /** Killed with SIGKILL when half of the orders have been placed. */
  readonly kills?: string;
  /** Every so many customers pay with a card whose charge is made, and not answered in time. */
  readonly unansweredEvery?: number;
  /** Every so many customers lose the connection before they know, and send the same request again under the same key. */
  readonly givesUpEvery?: number;
}

export const faults: readonly Fault[] = [
  ...['order', 'inventory', 'payment', 'shipping', 'notification'].map((service) => ({
    name: `kill-${service}`,
    title: `kill -9 ${service}, once`,
    kills: service,
  })),
  { name: 'late-answer', title: 'provider answers 2 % too late', unansweredEvery: 50 },
  { name: 'repeated-post', title: '10 % of customers send again', givesUpEvery: 10 },
];
