import type { Detours } from './detours.ts';
import type { Layout } from './layout.ts';
import type { PortChoice } from './ports.ts';
import { choosePort, giveBackPort, isFree } from './ports.ts';
import type { Reporter } from './progress.ts';
import type { ProcessOptions, SupervisedProcess } from './supervised-process.ts';
import { startProcess } from './supervised-process.ts';
import { LocalStackError } from './local-stack-error.ts';

export type Part = 'postgres' | 'kafka' | 'registry' | 'connect';

export interface RunningPart {
  readonly process: SupervisedProcess;
  /** Where it can be reached, for people. */
  readonly where: string;
}

/** What starting a part takes. */
export interface PartContext {
  readonly layout: Layout;
  readonly ports: PortChoice;
  readonly report: Reporter;
  readonly detours: Detours;
  /** Starts a process that belongs to the stack: logged, recorded, stopped with it. */
  readonly start: (options: StackProcessOptions) => Promise<SupervisedProcess>;
  /** Runs a program to its end. Fails with LOCAL.PROCESS_FAILED when that is not a good one. */
  readonly run: (options: StackProcessOptions) => Promise<void>;
}

export type StackProcessOptions = Omit<ProcessOptions, 'logFile' | 'runDir'>;

/**
 * Starts a part on a port. When another program took the port between the choice and the listening, chooses again, unless
 * the port was demanded.
 */
export async function startOnPort<T>(
  context: PartContext,
  part: string,
  preferred: number,
  start: (port: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(context.ports, preferred, part);
    try {
      return await start(port);
    } catch (error) {
      giveBackPort(port);
      const rival = error instanceof LocalStackError && error.code === 'LOCAL.PROCESS_FAILED' && !(await isFree(port));
      if (!rival || context.ports === 'fixed' || attempt === 3) throw error;
    }
  }
}

/** Starts a process and resolves when it has ended well. */
export async function runToEnd(options: ProcessOptions): Promise<void> {
  const started = await startProcess(options);
  const exit = await started.exited;
  if (exit.code === 0) return;
  throw new LocalStackError('LOCAL.PROCESS_FAILED', `${options.name} failed: read ${options.logFile} for the cause.`, {
    process: options.name,
    logFile: options.logFile,
    lastLines: exit.lastLines,
  });
}
