import { describe, expect, it } from 'vitest';
import { changesOfPact } from './stale.ts';

const interaction = (description: string, content: object, rules: object = {}, metadata: object = { topic: 'a' }) => ({
  ...{ description, contents: { content, contentType: 'application/json' }, metadata },
  matchingRules: { body: rules, metadata: {} },
});
const pactOf = (...interactions: readonly object[]): string =>
  JSON.stringify({ consumer: { name: 'depot.trucks' }, provider: { name: 'yard' }, interactions });
const text = { matchers: [{ match: 'type' }] };
const left = interaction('TruckLeft', { plate: 'B-1', load: [{ sku: 'lamp' }] }, { '$.plate': text });

const changes = (...now: readonly object[]) => changesOfPact('pacts/a.json', pactOf(left), pactOf(...now));

describe('A stale pact', () => {
  it('is told by reader, field, message and sender', () => {
    const more = interaction(
      'TruckLeft',
      { plate: 'B-1', load: [{ sku: 'lamp' }], at: 1 },
      { '$.plate': text, '$.at': text },
    );
    expect(changes(more)).toEqual(['depot.trucks reads at of TruckLeft of yard, which pacts/a.json does not say']);
    expect(changesOfPact('pacts/a.json', pactOf(more), pactOf(left))).toEqual([
      'depot.trucks does not read at of TruckLeft of yard any more, which pacts/a.json still says',
    ]);
  });

  it('is told of a field that must be another, in a list too, and of a header', () => {
    expect(changes(interaction('TruckLeft', { plate: 'B-1', load: [{ sku: 7 }] }, { '$.plate': text }))).toEqual([
      'depot.trucks needs load[].sku of TruckLeft of yard to be another than pacts/a.json says',
    ]);
    expect(changes({ ...left, metadata: { topic: 'b' } })).toEqual([
      'depot.trucks needs header topic of TruckLeft of yard to be another than pacts/a.json says',
    ]);
  });

  it('is told of a message that came or went in one sentence', () => {
    expect(changes(left, interaction('TruckCame', {}))).toEqual([
      'depot.trucks reads TruckCame of yard, which pacts/a.json does not say',
    ]);
    expect(changes()).toEqual(['depot.trucks does not read TruckLeft of yard any more, which pacts/a.json still says']);
  });
});
