import { join } from 'node:path';
import type { Layout } from './layout.ts';
import { LocalStackError } from './local-stack-error.ts';
import type { StackProcessOptions } from './part.ts';
import { runToEnd } from './part.ts';
import { stopOrder } from './pid-files.ts';
import type { Reporter } from './progress.ts';
import type { ProcessExit, ProcessOptions, SupervisedProcess } from './supervised-process.ts';
import { startProcess } from './supervised-process.ts';

/** Parts end one after the other, when nobody uses them any more: 6.7 s at most. */
const stopLimitMs: Readonly<Record<string, number>> = { connect: 2500, registry: 800, kafka: 2000, postgres: 1400 };
/** A service ends itself after 9.5 s at the latest, and says what was in the way: it must have the time to. */
const SERVICE_LIMIT_MS = 10_000;

interface GroupOptions {
  readonly onExit?: (exit: ProcessExit) => void;
  readonly mayRestart?: (name: string) => Promise<void>;
}

/** All processes of one stack, the ones that are still starting too, stopped in order. */
export class ProcessGroup {
  private readonly layout: Layout;
  private readonly report: Reporter;
  private readonly options: GroupOptions;
  private readonly processes = new Map<string, SupervisedProcess>();
  private stopping: Promise<void> | undefined;

  constructor(layout: Layout, report: Reporter, options: GroupOptions) {
    this.layout = layout;
    this.report = report;
    this.options = options;
  }

  pids(): Record<string, number> {
    return Object.fromEntries(
      [...this.processes].filter(([, process]) => process.running).map(([name, process]) => [name, process.pid]),
    );
  }

  async start(options: StackProcessOptions): Promise<SupervisedProcess> {
    const { mayRestart, onExit } = this.options;
    return await startProcess({
      ...this.placed(options),
      ...(mayRestart && { restarts: Number.POSITIVE_INFINITY, beforeRestart: () => mayRestart(options.name) }),
      onExit: (exit) => {
        this.reportExit(exit);
        options.onExit?.(exit);
        onExit?.(exit);
      },
      onRestarted: ({ name, seconds }) => {
        this.report({ type: 'ready', part: name, seconds, where: 'again' });
      },
    });
  }

  async run(options: StackProcessOptions): Promise<void> {
    await runToEnd(this.placed(options));
    this.processes.delete(options.name);
  }

  /** Stops everything once, however often it is called; nothing can be started any more. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    for (const names of stopOrder([...this.processes.keys()])) {
      await Promise.all(names.map((name) => this.stopOne(name)));
    }
  }

  private async stopOne(name: string): Promise<void> {
    const process = this.processes.get(name);
    if (!process) return;
    const began = performance.now();
    const wasRunning = process.running;
    await process.stop(stopLimitMs[name] ?? SERVICE_LIMIT_MS);
    this.processes.delete(name);
    if (wasRunning) this.report({ type: 'stopped', part: name, seconds: (performance.now() - began) / 1000 });
  }

  private placed(options: StackProcessOptions): ProcessOptions {
    if (this.stopping) throw new LocalStackError('LOCAL.STOPPED', 'Stopped while starting.');
    return {
      ...options,
      logFile: join(this.layout.logs, `${options.name}.log`),
      runDir: this.layout.run,
      onLaunch: (process) => {
        this.processes.set(options.name, process);
      },
    };
  }

  private reportExit(exit: ProcessExit): void {
    const how = exit.signal ? `signal ${exit.signal}` : `code ${exit.code ?? 'unknown'}`;
    const then = exit.willRestart ? 'it is started again' : 'everything stops, its data is kept';
    this.report({
      type: 'exited',
      part: exit.name,
      how: `${how}; ${then}`,
      lastLines: exit.willRestart ? [] : exit.lastLines,
    });
  }
}
