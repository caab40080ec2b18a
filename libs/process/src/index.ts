export type { Backoff } from './backoff.ts';
export { backoffMs, DEFAULT_BACKOFF } from './backoff.ts';
export type { DeadlineListener, DeadlineWorkerOptions } from './deadline-worker.ts';
export { DeadlineWorker } from './deadline-worker.ts';
export type { AnyJob, Job, JobAttempt, JobWorkerOptions } from './job-worker.ts';
export { JobWorker } from './job-worker.ts';
export type { ProcessBinding } from './react.ts';
export { react, readsOf } from './react.ts';
export { Worker } from './worker.ts';
