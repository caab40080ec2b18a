import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WrongUsage } from './command.ts';
import { NoAnswer, Refused } from './http.ts';
import { ops } from './ops.ts';
import { paintFor } from './paint.ts';

const clone = fileURLToPath(new URL('../../..', import.meta.url));
const REFUSED = 1;
const NOT_DONE = 2;

// Whoever reads only the beginning, as `head` does, is no failure of ours.
process.stdout.on('error', () => process.exit());

const surroundings = {
  dataDir: process.env['TIDEMARK_DATA'] ?? join(clone, '.tidemark'),
  paint: paintFor(process.stdout, process.env['NO_COLOR']),
  print: (line: string) => process.stdout.write(`${line}\n`),
};

await ops(process.argv.slice(2), surroundings).catch((error: unknown) => {
  const isSentence = error instanceof WrongUsage || error instanceof Refused || error instanceof NoAnswer;
  process.stderr.write(`${isSentence ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = error instanceof Refused ? REFUSED : NOT_DONE;
});
