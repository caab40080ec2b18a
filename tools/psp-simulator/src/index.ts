export { pspSimulatorEnvironment } from './configuration.ts';
export { createPspSimulator } from './psp-simulator.ts';
export type { PspSimulator, PspSimulatorOptions } from './psp-simulator.ts';
export { signWebhook } from './webhooks.ts';
export type { WebhookTarget, WebhookType } from './webhooks.ts';
export { JournalUnreadableError } from './journal.ts';
export type { LedgerEntry, LedgerPage } from './ledger.ts';
export type { FaultSwitches } from './faults.ts';
export type { Problem, ProblemCode } from './problem.ts';
