import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Answers, Flooded, FromGenerator, ToGenerator } from './generator-protocol.ts';
import type { PlannedRequest } from './schedule.ts';

const PROGRAM = fileURLToPath(new URL('generator.ts', import.meta.url));

/** The process that sends the load. */
export interface Generator {
  readonly pid: number;
  /** Whether it runs before others, which the system grants to the privileged alone. */
  readonly isPreferred: boolean;
  readonly prepare: (url: string, requests: readonly PlannedRequest[]) => Promise<void>;
  /** Sends what was prepared, and answers when the last answer is there. */
  readonly send: (startsAtEpochMs: number) => Promise<Answers>;
  readonly flood: (connections: number, seconds: number) => Promise<Flooded>;
  readonly stop: () => void;
}

/** Starts it. It ends with this process, however that ends. */
export const startGenerator = (): Generator => {
  const child = fork(PROGRAM, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const pid = child.pid ?? 0;
  return {
    pid,
    isPreferred: prefer(pid),
    prepare: async (url, requests) => {
      const sent = requests.map(({ atMs, key, body }) => ({ atMs, key, body }));
      await ask(child, { type: 'prepare', url, requests: sent }, 'prepared');
    },
    send: async (startsAtEpochMs) => (await ask(child, { type: 'begin', startsAtEpochMs }, 'done')).result,
    flood: async (connections, seconds) =>
      (await ask(child, { type: 'flood', connections, seconds }, 'flooded')).result,
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
};

/** A generator that waits for a processor is late, and measures itself. */
const prefer = (pid: number): boolean => {
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGH);
    return true;
  } catch {
    return false;
  }
};

type Told<Type> = Extract<FromGenerator, { readonly type: Type }>;

const ask = <Type extends FromGenerator['type']>(
  child: ChildProcess,
  message: ToGenerator,
  type: Type,
): Promise<Told<Type>> =>
  new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const onMessage = (answer: FromGenerator): void => {
      if (answer.type !== type) return;
      settle();
      resolve(answer as Told<Type>);
    };
    const onExit = (): void => {
      settle();
      reject(new Error('The generator ended before it was done; what it wrote to the standard error says why.'));
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send(message);
  });
