import { ConfigurationError, parseConfiguration } from './configuration.ts';
import { JournalUnreadableError } from './journal.ts';
import { createPspSimulator } from './psp-simulator.ts';

try {
  const simulator = createPspSimulator(parseConfiguration(process.env));
  const stop = (): void => {
    // A delay of a request that nobody waits for any more must not keep the process alive.
    void simulator.close().finally(() => process.exit());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const address = await simulator.listen();
  process.stdout.write(`psp-simulator listens on ${address}\n`);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${sentenceOf(error)}\n`);
}

function sentenceOf(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof JournalUnreadableError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'HTTP_PORT is taken by another process: end that process or give another port.';
  }
  if (error instanceof Error && 'syscall' in error && error.syscall === 'open') {
    return `LEDGER_FILE cannot be opened (${error.message}): name a file that can be written.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
