import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staleFiles, writeGenerated } from './files.ts';
import { generate } from './generate.ts';
import { readHandWritten } from './hand-written.ts';
import { readContracts } from './read-contracts.ts';
import { RefusedContract } from './refused-contract.ts';

const contracts = fileURLToPath(new URL('../../../contracts', import.meta.url));
const src = join(contracts, 'src');

const read = <Found>(folder: 'avro' | 'src', reader: (path: string) => Found): Found => {
  try {
    return reader(join(contracts, folder));
  } catch (error) {
    if (!(error instanceof RefusedContract)) throw error;
    console.error(`contracts/${folder}/${error.message}`);
    process.exit(1);
  }
};

const files = await generate(read('avro', readContracts), read('src', readHandWritten));
if (process.argv.includes('--check')) {
  for (const sentence of staleFiles(src, files)) {
    console.error(`contracts/src/${sentence}`);
    process.exitCode = 1;
  }
} else {
  for (const path of writeGenerated(src, files)) console.log(`wrote contracts/src/${path}`);
  for (const sentence of staleFiles(src, files)) console.error(`contracts/src/${sentence}`);
}
