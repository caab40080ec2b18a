import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PactAnswer, PactJob } from './jobs.ts';

const PROGRAM = join(import.meta.dirname, 'pact.process.ts');

/** Pact's reason in one line, without its headings. */
const reasonOf = (error: unknown): string => {
  const [, reason = String(error)] = /mismatches:\s+(.+)$/su.exec(String(error)) ?? [];
  return reason.replaceAll(/\s+/gu, ' ').trim();
};

/** What each job is, as people say it. */
const WORK: Readonly<Record<PactJob['kind'], string>> = {
  write: 'write the pact down',
  serve: 'stand in for the provider',
  served: 'take the request for the one that is stated',
  verify: 'hold the provider to the pact',
};

/** Does jobs in a process of its own, which ends with {@link stop}. One at a time. */
export class PactRunner {
  readonly #child: ChildProcess = fork(PROGRAM, [], {
    execArgv: [],
    // Pact prints each verification; its answer comes as JSON, and is told in our words.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, PACT_DO_NOT_TRACK: 'true', NO_COLOR: '1' },
  });

  readonly #ended = once(this.#child, 'exit').then(([code]): PactAnswer => ({
    kind: 'failed',
    error: `its process ended with ${String(code)}`,
  }));

  /** Fails when Pact itself does; a pact that is not kept is an answer. */
  async do(job: PactJob): Promise<Exclude<PactAnswer, { kind: 'failed' }>> {
    const answered = once(this.#child, 'message').then(([answer]) => answer as PactAnswer);
    this.#child.send(job);
    const answer = await Promise.race([answered, this.#ended]);
    if (answer.kind === 'failed') throw new Error(`Pact could not ${WORK[job.kind]}: ${answer.error}.`);
    return answer;
  }

  /** Lets Pact stand in for the provider while a request is made. Fails when the request is not the stated one. */
  async serve(job: Extract<PactJob, { kind: 'serve' }>, request: (url: string) => Promise<void>): Promise<void> {
    const serving = await this.do(job);
    if (serving.kind !== 'serving') throw new Error(`Pact serves no ${job.stated.description}: ${serving.kind}.`);
    // What is wrong with the request is told by Pact; what is wrong with the answer, by who reads it.
    const [made] = await Promise.allSettled([request(serving.url)]);
    await this.do({ kind: 'served' }).catch((error: unknown) => {
      const { consumer, provider, stated } = job;
      const asks = `${consumer} asks ${provider} otherwise than it states, in "${stated.description}"`;
      throw new Error(`${asks}: ${reasonOf(error)}`, { cause: error });
    });
    if (made.status === 'rejected') throw made.reason as Error;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill();
    await this.#ended;
  }
}
