import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Sources } from './audit.ts';
import type { Acknowledgment } from './judgments/acknowledged.ts';

/** What the command line asks for. */
export interface Options {
  /** Addresses that were named; they come before those of the running shop. */
  readonly sources: Partial<Sources>;
  readonly patienceMs?: number;
  readonly acknowledged: readonly Acknowledgment[];
  readonly json: boolean;
  /** Show the history of this order instead of auditing. */
  readonly order?: string;
  readonly help: boolean;
}

/** The command line is wrong: the sentence says which option, and what it must be. */
export class OptionRefused extends Error {
  readonly code = 'AUDITOR.OPTION';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'OptionRefused';
  }
}

export const USAGE = [
  'npm run audit -- [options]',
  '',
  'Audits the shop that runs on the data folder (TIDEMARK_DATA, or .tidemark in this clone).',
  '',
  '  --postgres-url URL    another database, as the auditor’s role',
  '  --kafka HOST:PORT,…   another Kafka',
  '  --psp-url URL         another provider',
  '  --mail-url URL        another mail catcher',
  '  --wait SECONDS        how long the shop may take to come to rest (30)',
  '  --acknowledged FILE   what callers were answered: one JSON object a line, {"status", "key", "orderId"}',
  '  --order ID            the history of one order, over all services, in time',
  '  --json                the report, or the history, as JSON',
  '',
  'Ends with 0 when nothing is wrong, 1 with violations, 2 when something could not be read.',
];

/** Fails with {@link OptionRefused}. */
export const optionsOf = async (args: readonly string[]): Promise<Options> => {
  const values = parsed(args);
  const patienceMs = values.wait === undefined ? undefined : Number(values.wait) * 1_000;
  if (patienceMs !== undefined && !(patienceMs >= 0 && patienceMs <= 3_600_000)) {
    throw new OptionRefused('--wait must be a number of seconds from 0 to 3600.');
  }
  if (values.order !== undefined && !z.uuid().safeParse(values.order).success) {
    throw new OptionRefused('--order must be the id of an order, a UUID.');
  }
  return {
    sources: {
      ...(values['postgres-url'] !== undefined && { postgresUrl: values['postgres-url'] }),
      ...(values.kafka !== undefined && { kafkaBrokers: values.kafka }),
      ...(values['psp-url'] !== undefined && { pspUrl: values['psp-url'] }),
      ...(values['mail-url'] !== undefined && { mailUrl: values['mail-url'] }),
    },
    ...(patienceMs !== undefined && { patienceMs }),
    acknowledged: values.acknowledged === undefined ? [] : await readAcknowledged(values.acknowledged),
    json: values.json === true,
    ...(values.order !== undefined && { order: values.order }),
    help: values.help === true,
  };
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'postgres-url': text,
        kafka: text,
        'psp-url': text,
        'mail-url': text,
        wait: text,
        acknowledged: text,
        order: text,
        json: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new OptionRefused(error instanceof Error ? error.message : String(error));
  }
};

const acknowledgment = z.object({
  status: z.int(),
  key: z.string().optional(),
  orderId: z.uuid().optional(),
});

const readAcknowledged = async (file: string): Promise<readonly Acknowledgment[]> => {
  const lines = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new OptionRefused(`--acknowledged ${file} cannot be read: ${error instanceof Error ? error.message : ''}`);
  });
  return lines.split('\n').flatMap((line, index): Acknowledgment[] => {
    if (line.trim() === '') return [];
    try {
      const { status, key, orderId } = acknowledgment.parse(JSON.parse(line));
      return [{ status, ...(key !== undefined && { key }), ...(orderId !== undefined && { orderId }) }];
    } catch {
      throw new OptionRefused(
        `--acknowledged ${file}, line ${index + 1}: must be an object like {"status":202,"key":"…","orderId":"…"}.`,
      );
    }
  });
};
