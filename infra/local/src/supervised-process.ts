import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { listensOn } from './listeners.ts';
import { LocalStackError } from './local-stack-error.ts';
import { forgetProcess, recordProcess } from './pid-files.ts';
import { holdsWithin } from './poll.ts';
import { rotateLog } from './rotate-log.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface ProcessOptions {
  /** Names the process in messages, its pid file, and the order of stopping. */
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to this process's own environment; undefined takes a variable away. A function is asked at each launch. */
  readonly env?: Variables | (() => Variables);
  readonly cwd?: string;
  /** Standard output and error are appended here. */
  readonly logFile: string;
  /** Where the pid file goes, for the next launcher to find if this one is killed. */
  readonly runDir: string;
  /** A URL that answers 2xx, or a check; without it the process is ready once it runs. */
  readonly ready?: string | (() => Promise<boolean>);
  /**
   * The port it must itself listen on before it counts as ready. Without this, another program on that port could answer
   * for it while it is still starting.
   */
  readonly port?: number;
  readonly readyWithinMs?: number;
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
  /** How often an unexpected end is answered by a new start, a second apart. Off by default: a crash should be seen. */
  readonly restarts?: number;
  /** Awaited instead of that second; a restart that fails is then tried again, too. */
  readonly beforeRestart?: () => Promise<void>;
  readonly uid?: number;
  readonly gid?: number;
  /** Told about every end that nobody asked for, once the process had been ready. */
  readonly onExit?: (exit: ProcessExit) => void;
  /** Told each time that it is ready again after a restart. */
  readonly onRestarted?: (process: SupervisedProcess) => void;
  /** Told at once, before it is ready: whoever wants to stop everything must know what is starting, too. */
  readonly onLaunch?: (process: SupervisedProcess) => void;
}

export interface ProcessExit {
  readonly name: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastLines: readonly string[];
  readonly willRestart: boolean;
}

export interface SupervisedProcess {
  readonly name: string;
  readonly pid: number;
  /** How long it took from start to ready. */
  readonly seconds: number;
  readonly running: boolean;
  /** Resolves when it has ended for good, whoever ended it. */
  readonly exited: Promise<ProcessExit>;
  /** Asks it to end, kills it and its group at the limit, and resolves when it is gone. Safe to call again. */
  stop(limitMs?: number): Promise<void>;
}

/**
 * Starts a process of its own group, so that the terminal's Ctrl-C does not reach it before its turn, and resolves when
 * it is ready.
 *
 * Fails with LOCAL.PROCESS_FAILED, carrying the last lines of its log, when it ends before that or takes too long; then
 * nothing of it is left running.
 */
export async function startProcess(options: ProcessOptions): Promise<SupervisedProcess> {
  const supervised = new Supervised(options);
  await supervised.start();
  return supervised;
}

class Supervised implements SupervisedProcess {
  readonly name: string;
  seconds = 0;
  readonly exited: Promise<ProcessExit>;
  private readonly options: ProcessOptions;
  private readonly settleExited: (exit: ProcessExit) => void;
  private child: ChildProcess | undefined;
  private logStart = 0;
  private stopping = false;
  private restartsLeft: number;
  private failure: Error | undefined;

  constructor(options: ProcessOptions) {
    this.options = options;
    this.name = options.name;
    this.restartsLeft = options.restarts ?? 0;
    const { promise, resolve } = Promise.withResolvers<ProcessExit>();
    this.exited = promise;
    this.settleExited = resolve;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get running(): boolean {
    return this.child?.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  async start(): Promise<void> {
    const began = performance.now();
    const child = this.launch();
    this.options.onLaunch?.(this);
    const limitMs = this.options.readyWithinMs ?? 60_000;
    const ready = await holdsWithin(limitMs, async () => !this.running || (await this.isReady()));
    if (ready && this.running && this.child === child) {
      this.seconds = (performance.now() - began) / 1000;
      child.once('exit', () => void this.ended(child));
      // It may have ended since the check; then the event is over and has to be made up for.
      if (!this.running) void this.ended(child);
      return;
    }
    const gone = !this.running;
    await this.end(2000);
    throw await this.failed(
      gone ? `ended with ${describeEnd(child)} before it was ready` : `was not ready within ${limitMs / 1000} s`,
    );
  }

  async stop(limitMs = 5000): Promise<void> {
    this.stopping = true;
    await this.end(limitMs);
  }

  private async end(limitMs: number): Promise<void> {
    const { child } = this;
    if (child?.pid !== undefined && this.running) {
      child.kill(this.options.stopSignal ?? 'SIGTERM');
      if (!(await holdsWithin(limitMs, () => !this.running, 20))) {
        killGroup(child.pid);
        await holdsWithin(2000, () => !this.running, 20);
      }
    }
    if (!this.running) forgetProcess(this.options.runDir, this.name);
  }

  private launch(): ChildProcess {
    const { command, args = [], env = {}, cwd, logFile, runDir, uid, gid } = this.options;
    mkdirSync(dirname(logFile), { recursive: true });
    rotateLog(logFile);
    const log = openSync(logFile, 'a');
    try {
      this.logStart = statSync(logFile).size;
      const child = spawn(command, args, {
        detached: true,
        stdio: ['ignore', log, log],
        env: { ...process.env, ...(typeof env === 'function' ? env() : env) },
        ...(cwd === undefined ? {} : { cwd }),
        ...(uid === undefined ? {} : { uid }),
        ...(gid === undefined ? {} : { gid }),
      });
      this.child = child;
      child.once('error', (error) => {
        this.failure = error;
      });
      if (child.pid !== undefined) recordProcess(runDir, this.name, child.pid, this.options.stopSignal ?? 'SIGTERM');
      return child;
    } finally {
      closeSync(log);
    }
  }

  private async isReady(): Promise<boolean> {
    const { ready, port } = this.options;
    if (port !== undefined && !listensOn(this.pid, port)) return false;
    if (ready === undefined) return true;
    if (typeof ready !== 'string') return ready();
    return (await fetch(ready, { signal: AbortSignal.timeout(2000) })).ok;
  }

  private async ended(child: ChildProcess): Promise<void> {
    const wanted = this.stopping;
    const willRestart = !wanted && this.restartsLeft > 0;
    forgetProcess(this.options.runDir, this.name);
    const lastLines = await lastLinesOf(this.options.logFile, this.logStart);
    const exit = { name: this.name, code: child.exitCode, signal: child.signalCode, lastLines, willRestart };
    if (!willRestart) this.settleExited(exit);
    if (!wanted) this.options.onExit?.(exit);
    if (!willRestart) return;
    await this.restart(exit);
  }

  private async restart(exit: ProcessExit): Promise<void> {
    const { beforeRestart, onRestarted, onExit } = this.options;
    this.restartsLeft -= 1;
    await (beforeRestart?.() ?? holdsWithin(1000, () => this.stopping));
    if (this.isStopping()) return;
    try {
      await this.start();
      onRestarted?.(this);
    } catch {
      // A restart that fails is reported here; there is nobody left to throw to.
      const willRestart = beforeRestart !== undefined && this.restartsLeft > 0 && !this.isStopping();
      const last = { ...exit, willRestart };
      if (!willRestart) this.settleExited(last);
      onExit?.(last);
      if (willRestart) await this.restart(exit);
    }
  }

  private isStopping(): boolean {
    return this.stopping;
  }

  private async failed(what: string): Promise<LocalStackError> {
    const { logFile, command } = this.options;
    const lastLines = await lastLinesOf(logFile, this.logStart);
    const reason = this.failure ? `could not be started (${this.failure.message})` : what;
    return new LocalStackError('LOCAL.PROCESS_FAILED', `${this.name} ${reason}: read ${logFile} for the cause.`, {
      process: this.name,
      command,
      logFile,
      lastLines,
    });
  }
}

/** The last lines that a process wrote since it was started. */
export async function lastLinesOf(logFile: string, from = 0, count = 15): Promise<string[]> {
  try {
    const text = (await readFile(logFile)).subarray(from).toString('utf8');
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-count);
  } catch {
    return [];
  }
}

function describeEnd(child: ChildProcess): string {
  return child.signalCode ? `signal ${child.signalCode}` : `code ${child.exitCode ?? 'unknown'}`;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in the last moment.
  }
}
