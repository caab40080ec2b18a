import { describe, expect, it } from 'vitest';
import { headerNames, headersSchema } from './headers.ts';

const connectorWith = (placement: string): string =>
  JSON.stringify({ config: { 'transforms.outbox.table.fields.additional.placement': placement } });

describe('the headers of a message', () => {
  it('are those that the connector is told to write', () => {
    expect(headerNames(connectorWith('type:header,stream_version:header:streamVersion'))).toEqual([
      'id',
      'type',
      'streamVersion',
    ]);
  });

  it('are all described', () => {
    expect(headersSchema('dead letters', headerNames())).toMatchObject({ required: headerNames() });
  });

  it('may be none that nobody has described', () => {
    expect(() => headersSchema('messages', ['id', 'novelty'])).toThrow(
      'Nobody has described the header novelty of the connector: add it to tools/asyncapi/src/headers.ts.',
    );
  });
});
