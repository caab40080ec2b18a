import { RegistryUnavailable, UnknownSchema } from './errors.ts';

/** Where the schema of an id that this program has never seen can be asked for. */
export interface Registry {
  /** Fails with {@link UnknownSchema} when there is no such id, with {@link RegistryUnavailable} when nobody can say. */
  schemaText(schemaId: number, topic: string): Promise<string>;
}

/** What a registry with Confluent's interface answers, beside status 404, for an id it does not have. */
const schemaNotFound = 40_403;

/**
 * A registry with Confluent's HTTP interface, below the given address.
 *
 * Only its own "schema not found" counts as such: a 404 from a wrong address would otherwise make dead letters of
 * everything that arrives.
 */
export const httpRegistry = (url: string, { timeoutMs = 5000 }: { readonly timeoutMs?: number } = {}): Registry => ({
  async schemaText(schemaId, topic) {
    const refuse = (reason: string, cause?: unknown): RegistryUnavailable =>
      new RegistryUnavailable(topic, schemaId, reason, { cause });
    let status: number;
    let text: string;
    try {
      const answer = await fetch(`${url.replace(/\/+$/, '')}/schemas/ids/${schemaId}`, {
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = answer.status;
      text = await answer.text();
    } catch (error) {
      throw refuse('no answer', error);
    }
    const body = parsed(text);
    if (status === 200 && typeof body['schema'] === 'string') return body['schema'];
    if (status === 404 && body['error_code'] === schemaNotFound) throw new UnknownSchema(topic, schemaId);
    throw refuse(`status ${status}`);
  },
});

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
};
