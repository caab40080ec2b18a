import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import { fillPlaceholders } from '../placeholders.ts';

/** A topic as it should be. */
export interface TopicWish {
  readonly name: string;
  readonly partitions: number;
  readonly configuration: Readonly<Record<string, string>>;
}

/** A topic with what the list tells of it to people. */
export interface ListedTopic extends TopicWish {
  /** What orders its records. */
  readonly key: string;
  readonly description: string;
}

const TOPICS_FILE = join(import.meta.dirname, '..', '..', '..', 'kafka', 'topics.yaml');

/** One mebibyte: more than any outbox row. */
const MAX_MESSAGE_BYTES = 1_048_576;

const topicEntry = z.strictObject({
  name: z
    .string()
    .max(249)
    .regex(/^[\w.-]+$/u),
  partitions: z.int().min(1).optional(),
  retention: z.string().regex(/^(forever|[1-9]\d*[hd])$/u),
  cleanup: z.enum(['delete', 'compact']),
  key: z.string().min(1),
  description: z.string().min(1),
});

const topicsFile = z.strictObject({ topics: z.array(topicEntry).min(1) });

/** What may differ between installations. */
export interface TopicDefaults {
  readonly databaseName: string;
  readonly partitions: number;
}

/** Reads the only list of topics. Fails with a sentence that names the entry that is wrong. */
export async function readTopics(defaults: TopicDefaults): Promise<readonly ListedTopic[]> {
  return parseTopics(await readFile(TOPICS_FILE, 'utf8'), defaults);
}

export function parseTopics(text: string, defaults: TopicDefaults): readonly ListedTopic[] {
  let content: unknown;
  try {
    content = parse(fillPlaceholders(text, { DATABASE_NAME: defaults.databaseName }));
  } catch (cause) {
    throw refused(reasonOf(cause));
  }
  const parsed = topicsFile.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refused(`${issue?.path.join('.') ?? 'it'}: ${issue?.message ?? 'wrong'}`);
  }
  const wishes = parsed.data.topics.map((entry) => ({
    name: entry.name,
    partitions: entry.partitions ?? defaults.partitions,
    configuration: configurationOf(entry),
    key: entry.key,
    description: entry.description,
  }));
  const twice = wishes.find(({ name }, index) => wishes.findIndex((other) => other.name === name) !== index);
  if (twice) throw refused(`${twice.name} stands there twice`);
  return wishes;
}

function configurationOf({ cleanup, retention }: z.infer<typeof topicEntry>): Readonly<Record<string, string>> {
  const shared = {
    'cleanup.policy': cleanup,
    // Event time: what a stream analysis or a reader asks for is when it happened, not when it arrived.
    'message.timestamp.type': 'CreateTime',
    'max.message.bytes': String(MAX_MESSAGE_BYTES),
  };
  return cleanup === 'compact'
    ? { ...shared, 'delete.retention.ms': millisecondsOf(retention) }
    : { ...shared, 'retention.ms': millisecondsOf(retention), 'retention.bytes': '-1' };
}

const HOURS = { h: 1, d: 24 };

function millisecondsOf(retention: string): string {
  if (retention === 'forever') return '-1';
  const hours = HOURS[retention.at(-1) as keyof typeof HOURS];
  return String(Number.parseInt(retention, 10) * hours * 3_600_000);
}

const refused = (reason: string): BootstrapError =>
  new BootstrapError('BOOTSTRAP.TOPICS_FILE', `Mend infra/kafka/topics.yaml: ${reason}.`);
