/** What the tests read of a document; the rest they hand to a validator. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, DescribedResponse>>;
    readonly schemas: Readonly<Record<string, object>>;
  };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: object }>>;
  };
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

export interface DescribedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly required: boolean; readonly schema: object }>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/** One operation under the name that people know it by, such as `GET /orders/{orderId}`. */
export interface NamedOperation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export const operationsOf = ({ paths }: OpenApi): readonly NamedOperation[] =>
  Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );

/** What an operation may answer: a status, and where it is a problem, its code. */
export const outcomesOf = ({ responses }: Operation): readonly string[] =>
  Object.entries(responses).flatMap(([status, response]) => {
    const codes = codesOf(response);
    return codes.length === 0 ? [status] : codes.map((code) => `${status} ${code}`);
  });

const codesOf = ({ content }: DescribedResponse): readonly string[] => {
  const schema = content?.['application/problem+json']?.schema as
    { readonly properties?: { readonly code?: { readonly enum?: readonly string[] } } } | undefined;
  return schema?.properties?.code?.enum ?? [];
};
