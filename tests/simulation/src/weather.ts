import type { Choices } from './choices.ts';

/** What may go wrong between the services, and between us and the provider; each is `1 in so many`, 0 is never. */
export interface Weather {
  /** A message is lost: for ever when a deadline asks for it again, else it comes at the very end. */
  readonly losesMessages: number;
  readonly doublesMessages: number;
  /** What is under way takes seconds or minutes, not milliseconds. */
  readonly delays: number;
  /** A request to the provider never arrives. */
  readonly losesRequests: number;
  /** A request to the provider is given up, and arrives later all the same. */
  readonly givesUpRequests: number;
  /** The provider did what it was asked, and its answer is lost. */
  readonly losesAnswers: number;
  /** The same call is made again while its answer is on its way. */
  readonly losesLeases: number;
  readonly losesWebhooks: number;
  readonly doublesWebhooks: number;
  /** A deadline that was claimed is heard although its process has moved on. */
  readonly remembersDeadlines: number;
  /** By how many milliseconds what leaves earlier may come later. */
  readonly jitterMs: number;
}

export type Fault = Exclude<keyof Weather, 'jitterMs'>;

const rates = [0, 0, 0, 12, 5, 2] as const;

/**
 * Each run has its own weather, so that what hides under one fault is seen without it. Groce and others, "Swarm
 * Testing" (2012).
 */
export const weatherOf = (choices: Choices): Weather => {
  const rate = (): number => rates[choices.draw(rates.length)] ?? 0;
  return {
    losesMessages: rate(),
    doublesMessages: rate(),
    delays: rate(),
    losesRequests: rate(),
    givesUpRequests: rate(),
    losesAnswers: rate(),
    losesLeases: rate(),
    losesWebhooks: rate(),
    doublesWebhooks: rate(),
    remembersDeadlines: rate(),
    jitterMs: [1, 6, 20, 60][choices.draw(4)] ?? 1,
  };
};
