import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Batch, Tally } from './batch.ts';
import { added, emptyTally } from './batch.ts';
import type { VariantName } from './variants.ts';

export interface CrewOptions extends Batch {
  readonly variant: VariantName | undefined;
  readonly workers: number;
  /** Told after each batch what all of them have come to so far. */
  readonly onProgress: (soFar: Tally) => void;
}

/** What a worker is given at its start. */
export interface WorkerSetting {
  readonly inboxes: readonly boolean[];
  readonly variant: VariantName | undefined;
}

const BATCH = 500;

/**
 * Runs seeds on several threads. It stops handing out when one ended wrong; what was handed out before is finished, so
 * that the first of the wrong ones is the same each time.
 */
export const runOnThreads = async ({
  from,
  seeds,
  inboxes,
  variant,
  workers,
  onProgress,
}: CrewOptions): Promise<Tally> => {
  let soFar = emptyTally;
  let next = from;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('simulate.worker.ts', import.meta.url), {
      workerData: { inboxes, variant } satisfies WorkerSetting,
    });
    try {
      while (next < from + seeds && soFar.wrong.length === 0) {
        const batch = { from: next, seeds: Math.min(BATCH, from + seeds - next) };
        next += batch.seeds;
        worker.postMessage(batch);
        const [tally] = (await once(worker, 'message')) as [Tally];
        soFar = added(soFar, tally);
        onProgress(soFar);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, Math.ceil(seeds / BATCH)) }, work));
  return { ...soFar, wrong: soFar.wrong.toSorted((one, other) => one.seed - other.seed) };
};
