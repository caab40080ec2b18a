/** Everything that can keep bootstrap from its end; each code has one cure, which the message names. */
export type BootstrapErrorCode =
  | 'BOOTSTRAP.CONFIGURATION'
  | 'BOOTSTRAP.CATALOG'
  | 'BOOTSTRAP.TOPICS_FILE'
  | 'BOOTSTRAP.CONNECTOR_FILE'
  | 'BOOTSTRAP.SECRET'
  | 'BOOTSTRAP.POSTGRES_UNREACHABLE'
  | 'BOOTSTRAP.POSTGRES_REFUSED'
  | 'BOOTSTRAP.POSTGRES_UNFIT'
  | 'BOOTSTRAP.MIGRATION_FAILED'
  | 'BOOTSTRAP.KAFKA_UNREACHABLE'
  | 'BOOTSTRAP.TOPIC_REFUSED'
  | 'BOOTSTRAP.REGISTRY_UNREACHABLE'
  | 'BOOTSTRAP.INCOMPATIBLE_SCHEMA'
  | 'BOOTSTRAP.SCHEMA_REFUSED'
  | 'BOOTSTRAP.REGISTRY_FORGOT'
  | 'BOOTSTRAP.CONNECT_UNREACHABLE'
  | 'BOOTSTRAP.CONNECTOR_REFUSED'
  | 'BOOTSTRAP.PROBE_LOST';

/** Bootstrap cannot go on. The message is one sentence that says what to do, fit to print as it is. */
export class BootstrapError extends Error {
  override readonly name = 'BootstrapError';
  readonly code: BootstrapErrorCode;
  /** What the sentence was made of. Never a password. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: BootstrapErrorCode,
    message: string,
    { cause, ...details }: Readonly<Record<string, unknown>> & { readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** What an error says about itself; several connection attempts at once fail with no message of their own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join(', ');
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${reasonOf(error.cause)})` : error.message;
}

/** 78 (EX_CONFIG) when the environment is wrong, as with the services; 1 for everything else. */
export const exitCodeOf = (error: unknown): number =>
  error instanceof BootstrapError && error.code === 'BOOTSTRAP.CONFIGURATION' ? 78 : 1;
