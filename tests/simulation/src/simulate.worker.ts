import { parentPort, workerData } from 'node:worker_threads';
import { runBatch } from './batch.ts';
import type { Batch } from './batch.ts';
import type { WorkerSetting } from './crew.ts';
import { houseOf } from './report.ts';

const { inboxes, variant } = workerData as WorkerSetting;

parentPort?.on('message', ({ from, seeds }: Batch) => {
  parentPort?.postMessage(runBatch({ from, seeds, inboxes }, houseOf(variant)));
});
