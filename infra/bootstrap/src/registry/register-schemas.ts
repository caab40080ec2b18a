import type { ContractSchema, SchemaRow } from '@tidemark/avro';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { ask, complaintOf, fieldOf } from '../http-answer.ts';
import type { Patience } from '../patience.ts';
import { patiently } from '../patience.ts';

/** Both old readers of new records and new readers of old ones, over all versions: events are kept for ever. */
const COMPATIBILITY = 'FULL_TRANSITIVE';

/** How long the registry is waited for when nothing needs it: all ids are stored already. */
const SHORT_WAIT_MS = 3_000;

export interface Registration {
  readonly rows: readonly SchemaRow[];
  readonly changes: readonly string[];
}

/**
 * Registers every schema under the strictest rule and answers their ids; the same schema keeps its id.
 *
 * Answers undefined when the registry is away and `canDoWithout` says that no id is missing. Fails with a sentence that
 * names the subject when a schema is not compatible with the earlier ones.
 */
export async function registerSchemas(
  url: string,
  schemas: readonly ContractSchema[],
  patience: Patience,
  canDoWithout: () => Promise<boolean>,
): Promise<Registration | undefined> {
  const registry = url.replace(/\/+$/u, '');
  const changes = await awaitRegistry(registry, patience, canDoWithout);
  if (changes === undefined) return undefined;
  return { rows: await Promise.all(schemas.map((schema) => register(registry, schema))), changes };
}

async function awaitRegistry(
  registry: string,
  patience: Patience,
  canDoWithout: () => Promise<boolean>,
): Promise<readonly string[] | undefined> {
  const answered = await firstAnswer(registry, { ...patience, waitMs: Math.min(SHORT_WAIT_MS, patience.waitMs) });
  if (answered !== undefined) return answered;
  if (await canDoWithout()) return undefined;
  const rest = patience.waitMs - SHORT_WAIT_MS;
  const late = rest > 0 ? await firstAnswer(registry, { ...patience, waitMs: rest }) : undefined;
  if (late !== undefined) return late;
  throw new BootstrapError(
    'BOOTSTRAP.REGISTRY_UNREACHABLE',
    `The schema registry does not answer at ${registry}, and schema ids are missing: start it, or correct REGISTRY_URL.`,
    { registry },
  );
}

async function firstAnswer(registry: string, patience: Patience): Promise<readonly string[] | undefined> {
  try {
    return await patiently(patience, {
      attempt: () => demandCompatibility(registry),
      missing: (error) => new RegistryAway(reasonOf(error)),
    });
  } catch (error) {
    if (error instanceof RegistryAway) return undefined;
    throw error;
  }
}

class RegistryAway extends Error {}

/** A registry starts without a rule; answers what it changed. */
async function demandCompatibility(registry: string): Promise<readonly string[] | undefined> {
  const present = await ask(`${registry}/config`, { timeoutMs: 2_000 });
  if (present.status !== 200) return undefined;
  if (fieldOf(present.body, 'compatibilityLevel') === COMPATIBILITY) return [];
  const demanded = await ask(`${registry}/config`, { method: 'PUT', json: { compatibility: COMPATIBILITY } });
  return demanded.status === 200 ? [`compatibility ${COMPATIBILITY}`] : undefined;
}

async function register(registry: string, schema: ContractSchema): Promise<SchemaRow> {
  const { subject, fingerprint, schemaText } = schema;
  const versions = `${registry}/subjects/${encodeURIComponent(subject)}/versions`;
  const answer = await ask(versions, {
    method: 'POST',
    json: { schema: schemaText, schemaType: 'AVRO' },
    timeoutMs: 30_000,
  });
  const schemaId = fieldOf(answer.body, 'id');
  if (answer.status === 200 && typeof schemaId === 'number') return { subject, fingerprint, schemaId, schemaText };
  throw refusal(subject, answer);
}

function refusal(subject: string, answer: HttpAnswer): BootstrapError {
  return answer.status === 409
    ? new BootstrapError(
        'BOOTSTRAP.INCOMPATIBLE_SCHEMA',
        `The schema of ${subject} is not compatible with its earlier versions, so bring back what was taken or changed, or make a new topic version: ${complaintOf(answer)}.`,
        { subject },
      )
    : new BootstrapError(
        'BOOTSTRAP.SCHEMA_REFUSED',
        `The registry refuses the schema of ${subject}, so mend it: ${complaintOf(answer)}.`,
        { subject, status: answer.status },
      );
}
