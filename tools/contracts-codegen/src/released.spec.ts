import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import avro from 'avsc';
import { describe, expect, it } from 'vitest';
import { readContracts } from './read-contracts.ts';

const contracts = fileURLToPath(new URL('../../../contracts', import.meta.url));

const typeOf = (json: string): avro.Type =>
  avro.Type.forSchema(JSON.parse(json) as Parameters<typeof avro.Type.forSchema>[0]);

const released = readdirSync(`${contracts}/released`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.avsc'))
  .sort();

const current = new Map(
  readContracts(`${contracts}/avro`).map(({ record, owner, schema }) => [
    `tidemark.${owner}.v1.${record.name}`,
    typeOf(JSON.stringify(schema)),
  ]),
);

/** Both directions: records written before must be read by us, and ours by those who have not been updated yet. */
const incompatibility = (ours: avro.Type, theirs: avro.Type): string | undefined => {
  try {
    ours.createResolver(theirs);
    theirs.createResolver(ours);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('a released schema', () => {
  it('is there for every contract that has been released', () => {
    expect(released.length).toBeGreaterThanOrEqual(26);
  });

  it.each(released)('%s and its successor read each other', (path) => {
    const before = typeOf(readFileSync(`${contracts}/released/${path}`, 'utf8'));
    const now = current.get(before.name ?? '');

    expect(now, `${String(before.name)} was released and is gone`).toBeDefined();
    if (now !== undefined) expect(incompatibility(now, before)).toBeUndefined();
  });
});

describe('the compatibility test', () => {
  const record = (...fields: object[]): avro.Type =>
    typeOf(JSON.stringify({ type: 'record', name: 'TruckLeft', fields }));
  const plate = { name: 'plate', type: 'string' };

  it('accepts a field more, and a field less, when it has a default', () => {
    const more = record(plate, { name: 'note', type: ['null', 'string'], default: null });

    expect(incompatibility(more, record(plate))).toBeUndefined();
    expect(incompatibility(record(plate), more)).toBeUndefined();
  });

  it.each([
    ['a field more without a default', record(plate, { name: 'gate', type: 'int' })],
    ['a field of another type', record({ name: 'plate', type: 'int' })],
    ['another name of a field', record({ name: 'number', type: 'string' })],
  ])('catches %s', (_, changed) => {
    expect(incompatibility(changed, record(plate))).toBeDefined();
  });

  it('catches a symbol more in an enum without a default', () => {
    const gate = (...symbols: string[]): avro.Type =>
      record({ name: 'gate', type: { type: 'enum', name: 'TruckLeftGate', symbols } });

    expect(incompatibility(gate('NORTH', 'SOUTH'), gate('NORTH'))).toBeDefined();
  });
});
