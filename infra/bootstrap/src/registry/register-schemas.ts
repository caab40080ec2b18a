import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import type { ContractSchema, SchemaRow } from '@tidemark/avro';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import { ask, fieldOf } from '../http-answer.ts';
import type { Patience } from '../patience.ts';
import { patiently } from '../patience.ts';

/** Both old readers of new records and new readers of old ones, over all versions: events are kept for ever. */
const RULE = COMPATIBILITY.FULL_TRANSITIVE;

/** How long the registry is waited for when nothing needs it: all ids are stored already. */
const SHORT_WAIT_MS = 3_000;

/** What of a schema is registered, and remembered with its id. */
export type Registrable = Pick<ContractSchema, 'subject' | 'fingerprint' | 'schemaText'>;

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
  schemas: readonly Registrable[],
  patience: Patience,
  canDoWithout: () => Promise<boolean>,
): Promise<Registration | undefined> {
  const registry = url.replace(/\/+$/u, '');
  const changes = await awaitRegistry(registry, patience, canDoWithout);
  if (changes === undefined) return undefined;
  const client = new SchemaRegistry({ host: registry });
  return { rows: await Promise.all(schemas.map((schema) => register(client, schema, patience))), changes };
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
  if (fieldOf(present.body, 'compatibilityLevel') === RULE) return [];
  const demanded = await ask(`${registry}/config`, { method: 'PUT', json: { compatibility: RULE } });
  return demanded.status === 200 ? [`compatibility ${RULE}`] : undefined;
}

/** Sets the subject's own rule as well, which is why nobody but bootstrap registers. */
async function register(registry: SchemaRegistry, schema: Registrable, patience: Patience): Promise<SchemaRow> {
  const { subject, fingerprint, schemaText } = schema;
  return patiently(
    { ...patience, waitMs: Math.min(SHORT_WAIT_MS, patience.waitMs) },
    {
      attempt: async () => {
        const { id: schemaId } = await registry.register(
          { type: SchemaType.AVRO, schema: schemaText },
          { subject, compatibility: RULE },
        );
        return { subject, fingerprint, schemaId, schemaText };
      },
      heals: meetsAnother,
      missing: (error) => refusal(subject, error),
    },
  ).catch((error: unknown) => {
    throw error instanceof BootstrapError ? error : refusal(subject, error);
  });
}

/** The bootstrap of another database has registered the subject, and is about to set its rule, or has just done so. */
const meetsAnother = (error: unknown): boolean =>
  /Compatibility does not match|rule named '\w+' already exists/iu.test(reasonOf(error));

function refusal(subject: string, error: unknown): BootstrapError {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return status === 409
    ? new BootstrapError(
        'BOOTSTRAP.INCOMPATIBLE_SCHEMA',
        `The schema of ${subject} is not compatible with its earlier versions, so bring back what was taken or changed, or make a new topic version: ${reasonOf(error)}.`,
        { subject },
      )
    : new BootstrapError(
        'BOOTSTRAP.SCHEMA_REFUSED',
        `The registry refuses the schema of ${subject}, so mend it: ${reasonOf(error)}.`,
        { subject, status },
      );
}
