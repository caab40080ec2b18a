export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** The body of POST /orders, as our order service takes it. */
export interface PlaceOrder {
  readonly customerId: string;
  readonly emailAddress: string;
  readonly cardToken: string;
  readonly address: Readonly<Record<'recipient' | 'street' | 'postalCode' | 'city' | 'country', string>>;
  readonly lines: readonly Line[];
}

const text = { type: 'string', minLength: 1, maxLength: 254 } as const;

/** What Fastify checks before an order is looked at. */
export const placeOrderSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['customerId', 'emailAddress', 'cardToken', 'address', 'lines'],
  properties: {
    customerId: text,
    emailAddress: text,
    cardToken: { type: 'string', pattern: '^tok_[a-z0-9_]{1,60}$' },
    address: {
      type: 'object',
      additionalProperties: false,
      required: ['recipient', 'street', 'postalCode', 'city', 'country'],
      properties: {
        recipient: text,
        street: text,
        postalCode: text,
        city: text,
        country: { type: 'string', pattern: '^[A-Z]{2}$' },
      },
    },
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['sku', 'quantity'],
        properties: { sku: text, quantity: { type: 'integer', minimum: 1, maximum: 10_000 } },
      },
    },
  },
} as const;
