import { fileURLToPath } from 'node:url';
import { staleFiles, writeGenerated } from './files.ts';
import { generate } from './generate.ts';
import { readHandWritten } from './hand-written.ts';
import { readContracts } from './read-contracts.ts';
import { RefusedContract } from './refused-contract.ts';

const avro = fileURLToPath(new URL('../../../contracts/avro', import.meta.url));
const src = fileURLToPath(new URL('../../../contracts/src', import.meta.url));

try {
  const files = await generate(readContracts(avro), readHandWritten(src));
  if (process.argv.includes('--check')) {
    for (const sentence of staleFiles(src, files)) {
      console.error(`contracts/src/${sentence}`);
      process.exitCode = 1;
    }
  } else {
    for (const path of writeGenerated(src, files)) console.log(`wrote contracts/src/${path}`);
    for (const sentence of staleFiles(src, files)) console.error(`contracts/src/${sentence}`);
  }
} catch (error) {
  if (!(error instanceof RefusedContract)) throw error;
  console.error(`contracts/avro/${error.message}`);
  process.exitCode = 1;
}
