import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** An entry of the provider's own ledger, as far as the specs look at it. */
export interface ProviderEntry {
  readonly type: 'charge' | 'refund' | 'void';
  readonly status?: 'captured' | 'declined' | 'voided';
  readonly reference: string | null;
  readonly amountMinor: number;
}

/** The outside world: the simulator as its own process, reached over real sockets. */
export interface PspProcess {
  readonly url: string;
  /** What the provider has decided about an order, by its own ledger. */
  readonly entriesOf: (orderId: string) => Promise<readonly ProviderEntry[]>;
  readonly stop: () => Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('../../../../tools/psp-simulator/src/main.ts', import.meta.url));

/** Starts the simulator on a free port; a service may not import it, as it could not import a real provider. */
export const startPsp = async (environment: Readonly<Record<string, string>> = {}): Promise<PspProcess> => {
  const child = spawn(process.execPath, ['--conditions=@tidemark/source', PROGRAM], {
    env: { HTTP_PORT: '0', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = await addressIn(createInterface({ input: child.stdout }));
  return {
    url,
    entriesOf: async (orderId) => {
      const answer = await fetch(`${url}/v1/ledger?limit=1000`);
      const { entries } = (await answer.json()) as { entries: readonly ProviderEntry[] };
      return entries.filter(({ reference }) => reference === orderId);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const addressIn = async (lines: AsyncIterable<string>): Promise<string> => {
  for await (const line of lines) {
    const address = /listens on (http:\S+)/u.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('The simulator ended without saying where it listens.');
};
