import { join } from 'node:path';

/** Where everything of one data folder is. */
export interface Layout {
  readonly dataDir: string;
  /** Generated configuration files. */
  readonly configuration: string;
  readonly logs: string;
  /** Pid files. */
  readonly run: string;
  /** Scratch space of the Java parts. */
  readonly temporary: string;
  readonly lockFile: string;
  readonly kafka: string;
  readonly registry: string;
  readonly postgres: string;
}

export function layoutOf(dataDir: string): Layout {
  return {
    dataDir,
    configuration: join(dataDir, 'configuration'),
    logs: join(dataDir, 'logs'),
    run: join(dataDir, 'run'),
    temporary: join(dataDir, 'tmp'),
    lockFile: join(dataDir, 'launcher.lock'),
    kafka: join(dataDir, 'kafka'),
    registry: join(dataDir, 'registry'),
    postgres: join(dataDir, 'postgres'),
  };
}
