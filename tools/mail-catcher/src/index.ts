export { mailCatcherEnvironment } from './configuration.ts';
export { createMailCatcher } from './mail-catcher.ts';
export type { MailCatcher, MailCatcherAddresses, MailCatcherOptions } from './mail-catcher.ts';
export type { CaughtMail, FoundMails } from './mailbox.ts';
export type { Problem, ProblemCode } from './problem.ts';
