import { describeFailure, LocalStackError, stopRequests, terminalReporter } from '@tidemark/local';
import { CannotTell } from './cannot-tell.ts';
import { demo } from './demo.ts';
import { help } from './help.ts';
import type { Options } from './options.ts';
import { parseOptions, WrongUsage } from './options.ts';
import { stories } from './stories.ts';
import { listRow } from './table.ts';

const INTERRUPTED = 130;

// Whoever reads only the beginning, as `head` does, is no failure of ours.
process.stdout.on('error', () => process.exit());

const requests = stopRequests();
process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof LocalStackError && error.code === 'LOCAL.STOPPED') return INTERRUPTED;
  const isSentence = error instanceof WrongUsage || error instanceof CannotTell;
  process.stderr.write(`${isSentence ? error.message : describeFailure(error)}\n`);
  return 2;
});
requests.release();

async function main(): Promise<number> {
  const options: Options = parseOptions(process.argv.slice(2));
  switch (options.kind) {
    case 'help':
      process.stdout.write(`${help()}\n`);
      return 0;
    case 'list':
      process.stdout.write(
        options.json ? `${JSON.stringify(listed(), null, 2)}\n` : `${stories.map(listRow).join('\n')}\n`,
      );
      return 0;
    case 'tell': {
      // Only JSON goes to the standard output then; how a shop starts is still told.
      const people = options.json ? process.stderr : process.stdout;
      return demo(options, { people, programs: process.stdout, report: terminalReporter(people), requests });
    }
  }
}

function listed(): readonly object[] {
  return stories.map(({ name, title, end }) => ({ name, title, end }));
}
