import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { Exchange } from './exchange.fixtures.ts';
import type { DescribedResponse, NamedOperation, OpenApi } from './open-api.fixtures.ts';
import { operationsOf } from './open-api.fixtures.ts';

/** What HTTP itself needs, whatever is answered. */
const OF_HTTP: ReadonlySet<string> = new Set([
  ...['content-type', 'content-length', 'transfer-encoding'],
  ...['connection', 'keep-alive', 'date'],
]);

/** A page for people and the files that it is drawn with; they are the library's. */
const PAGES = /^\/docs(?:\/|$)/u;

interface Addressed extends NamedOperation {
  readonly address: RegExp;
}

/** Holds what a service answers against what its document says that it may answer. */
export class HttpContract {
  /** Each header that was seen, as `GET /orders/{orderId} 200 etag`. */
  readonly seen = new Set<string>();
  readonly #document: OpenApi;
  readonly #operations: readonly Addressed[];
  readonly #validators = new Map<object, ValidateFunction>();
  readonly #ajv: Ajv2020;

  constructor(document: OpenApi) {
    this.#document = document;
    this.#operations = operationsOf(document)
      .map((named) => ({ ...named, address: addressOf(named.path) }))
      // `/letters/redrive` before `/letters/{id}`.
      .toSorted((one, other) => one.path.split('{').length - other.path.split('{').length);
    this.#ajv = new Ajv2020({ discriminator: true, strictTypes: false, allowUnionTypes: true });
    ajvFormats.default(this.#ajv);
    // Zod names it beside the pattern that says the same; ajv would not take a schema with a format that it does not know.
    this.#ajv.addFormat('base64', true);
    // Beside the schema stands what it refers to.
    this.#ajv.addVocabulary(['components']);
  }

  /** One sentence for each thing that the document does not allow. */
  violationsOf(exchange: Exchange): readonly string[] {
    const { method, status } = exchange;
    const path = exchange.url.split('?')[0] ?? '';
    if (PAGES.test(path)) return [];
    const operation = this.#operations.find((one) => one.method === method && one.address.test(path));
    const response = operation === undefined ? this.#unknownAddress(status) : operation.operation.responses[status];
    const name = operation?.name ?? `${method} ${path}`;
    if (response === undefined) {
      const known = operation === undefined ? 'no such route' : Object.keys(operation.operation.responses).join(', ');
      return [`${name} answered ${String(status)}${codeIn(exchange)}, and the document has ${known}`];
    }
    for (const header of Object.keys(exchange.headers)) this.seen.add(`${name} ${String(status)} ${header}`);
    return [...this.#inHeaders(response, exchange), ...this.#inBody(response, exchange)].map(
      (violation) => `${name} answered ${String(status)}${codeIn(exchange)} ${violation}`,
    );
  }

  #unknownAddress(status: number): DescribedResponse | undefined {
    const { NOT_FOUND, OVERLOADED } = this.#document.components.responses;
    return { 404: NOT_FOUND, 503: OVERLOADED }[status];
  }

  #inHeaders({ headers: described = {} }: DescribedResponse, { headers }: Exchange): readonly string[] {
    const known = new Set(Object.keys(described).map((name) => name.toLowerCase()));
    return [
      ...Object.keys(headers)
        .filter((name) => !known.has(name) && !OF_HTTP.has(name))
        .map((name) => `with a header ${name}, which the document does not have`),
      ...Object.entries(described).flatMap(([name, { required, schema }]) => {
        const value = headers[name.toLowerCase()];
        if (value === undefined) return required ? [`without its header ${name}`] : [];
        return this.#breaches(schema, value).map((breach) => `with a header ${name} that ${breach}`);
      }),
    ];
  }

  #inBody({ content }: DescribedResponse, { headers, body }: Exchange): readonly string[] {
    const type = headers['content-type']?.split(';')[0]?.trim();
    if (content === undefined)
      return body.length === 0 ? [] : [`with a body of ${type ?? 'no type'}, which is to be empty`];
    const described = content[type ?? ''];
    if (described === undefined) return [`as ${type ?? 'nothing'}, not as ${Object.keys(content).join(' or ')}`];
    const value = type?.endsWith('json') === true ? parsed(body) : body.toString('utf8');
    if (value === undefined) return ['with a body that is no JSON'];
    return this.#breaches(described.schema, value).map((breach) => `with a body where ${breach}`);
  }

  #breaches(schema: object, value: unknown): readonly string[] {
    let validate = this.#validators.get(schema);
    if (validate === undefined) {
      validate = this.#ajv.compile({ ...schema, components: this.#document.components });
      this.#validators.set(schema, validate);
    }
    return validate(value) ? [] : [(validate.errors ?? []).slice(0, 4).map(breachOf).join('; ')];
  }
}

const addressOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u');

const codeIn = ({ body, headers }: Exchange): string =>
  headers['content-type']?.startsWith('application/problem+json') === true
    ? ` ${String((parsed(body) as { readonly code?: unknown } | null | undefined)?.code)}`
    : '';

/** Undefined, which JSON cannot say, for what is no JSON. */
const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

const breachOf = ({ instancePath, message = 'is wrong', params }: ErrorObject): string => {
  const { additionalProperty, allowedValues } = params as {
    additionalProperty?: string;
    allowedValues?: readonly unknown[];
  };
  const more = additionalProperty ?? allowedValues?.join(', ');
  return `${instancePath === '' ? 'it' : instancePath} ${message}${more === undefined ? '' : ` (${more})`}`;
};
