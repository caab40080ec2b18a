import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readContracts } from './read-contracts.ts';
import { RefusedContract } from './refused-contract.ts';

const plate = { name: 'plate', type: 'string', doc: 'Its number plate.' };

const truckLeft = (changes: object = {}): object => ({
  type: 'record',
  name: 'TruckLeft',
  namespace: 'tidemark.yard.v1',
  doc: 'A truck left the yard.',
  topic: 'yard.events.v1',
  key: 'plate',
  fields: [plate],
  ...changes,
});

/** A truck that left, with one field more. It stands on the same line in every case, so that the line can be told. */
const withField = (field: object): object =>
  truckLeft({ fields: [plate, { name: 'load', doc: 'Its load.', ...field }] });
const enumOf = (changes: object): object => ({
  type: { type: 'enum', name: 'TruckLeftGate', doc: 'A gate.', symbols: ['NORTH'], ...changes },
});

describe('a contract', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'contracts-codegen-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (path: string, content: object | string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  };

  const refusal = (content: object | string): string => {
    write('yard/TruckLeft.avsc', content);
    return refusalOfAll();
  };

  const refusalOfAll = (): string => {
    try {
      readContracts(folder);
    } catch (error) {
      expect(error).toBeInstanceOf(RefusedContract);
      return (error as RefusedContract).message;
    }
    return 'nothing was refused';
  };

  it('is read with its topic, its key and its owner', () => {
    write('yard/TruckLeft.avsc', truckLeft());

    expect(readContracts(folder)).toMatchObject([
      { owner: 'yard', topic: 'yard.events.v1', key: 'plate', draft: false },
    ]);
  });

  it('may have an owner of several words, and be a draft', () => {
    const schema = { namespace: 'tidemark.truck_yard.v1', topic: 'truck-yard.events.v1', draft: true };
    write('truck-yard/TruckLeft.avsc', truckLeft(schema));

    expect(readContracts(folder)).toMatchObject([{ owner: 'truck-yard', topic: 'truck-yard.events.v1', draft: true }]);
  });

  it.each([
    [
      'has a type outside the subset',
      { type: 'double' },
      'Field TruckLeft.load has the type "double"; a contract may use',
    ],
    ['has bytes', { type: 'bytes' }, 'Field TruckLeft.load has the type "bytes"; a contract may use'],
    ['has a fixed', { type: { type: 'fixed', name: 'F', size: 2 } }, 'Field TruckLeft.load has the attribute "name"'],
    ['refers to a record of its own kind', { type: 'TruckLeft' }, 'Field TruckLeft.load has the type "TruckLeft"'],
    [
      'has a wide union',
      { type: ['null', 'int', 'string'] },
      'Field TruckLeft.load is the union ["null","int","string"]',
    ],
    ['has null last', { type: ['int', 'null'] }, 'Field TruckLeft.load is the union ["int","null"]'],
    [
      'is nullable without a default',
      { type: ['null', 'int'] },
      'Field TruckLeft.load is nullable without "default": null',
    ],
    [
      'has an unknown logical type',
      { type: { type: 'int', logicalType: 'date' } },
      'Field TruckLeft.load is {"type":"int"',
    ],
    ['has a uuid on a long', { type: { type: 'long', logicalType: 'uuid' } }, 'Field TruckLeft.load is {"type":"long"'],
    ['has an unknown attribute', { type: 'int', aliases: ['x'] }, 'Field TruckLeft.load has the attribute "aliases"'],
    ['has a field without doc', { type: 'int', doc: ' ' }, 'Field TruckLeft.load has no doc'],
    ['has an enum without doc', enumOf({ doc: undefined }), 'Enum TruckLeftGate has no doc'],
    ['has an enum in lower case', enumOf({ symbols: ['north'] }), 'Enum TruckLeftGate has the symbol "north"'],
    ['has an empty enum', enumOf({ symbols: [] }), 'Enum TruckLeftGate has no symbols'],
    ['has a nested name of its own', enumOf({ name: 'Gate' }), 'The name Gate does not begin with TruckLeft'],
    ['has an impossible default', { type: 'int', default: 'x' }, 'avsc does not accept this schema: '],
  ])('is refused when it %s', (_, field, sentence) => {
    expect(refusal(withField(field))).toContain(`: ${sentence}`);
  });

  it.each([
    ['has no doc', { doc: undefined }, 'Record TruckLeft has no doc; say in a sentence what it means.'],
    [
      'has no topic',
      { topic: undefined },
      'Record TruckLeft needs a "topic": either yard.events.v1 or yard.commands.v1.',
    ],
    [
      "has another owner's topic",
      { topic: 'depot.events.v1' },
      'Record TruckLeft needs a "topic": either yard.events.v1',
    ],
    ['has no key', { key: undefined }, 'Record TruckLeft needs a "key": the field whose value'],
    [
      'names no field as its key',
      { key: 'driver' },
      'Record TruckLeft names "driver" as its key, which is no string field',
    ],
    ['is half a draft', { draft: false }, 'Record TruckLeft has a "draft" that is not true; a message has none.'],
    ['has no fields', { fields: [] }, 'Record TruckLeft has no fields.'],
    ['is in another namespace', { namespace: 'yard' }, 'Record TruckLeft needs the namespace tidemark.yard.v1.'],
    ['has another name than its file', { name: 'TruckCame' }, 'Record TruckCame belongs in a file of its own name.'],
    ['has an unknown attribute', { partitions: 3 }, 'Record TruckLeft has the attribute "partitions"'],
    ['has a name that is no identifier', { name: 'Truck-Left' }, 'The name "Truck-Left" is none that can be generated'],
    ['is no record', { type: 'enum' }, 'A contract is one record; this file holds something else.'],
    [
      'would hide its type',
      { fields: [plate, { ...plate, name: 'type' }] },
      "Field TruckLeft.type would hide the message's own name",
    ],
  ])('is refused when it %s', (_, changes, sentence) => {
    expect(refusal(truckLeft(changes))).toContain(`: ${sentence}`);
  });

  it('is refused with its file and the line of the declaration', () => {
    expect(refusal(withField({ type: 'double' }))).toMatch(/^yard\/TruckLeft\.avsc:15: Field TruckLeft\.load has/);
  });

  it.each([
    ['', '1: This file is empty; a contract is one record.'],
    ['\uFEFF{}', '1: This is no JSON: it begins with a byte order mark; save it without.'],
    ['{\n"type": ]\n}\n', "2: This is no JSON: Unexpected token ']'."],
    ['{\n"doc": "]",\n"size": .5\n}\n', "3: This is no JSON: Unexpected token '.'."],
    ['{\n"fields": [1,\n2,\n]\n}\n', "4: This is no JSON: Unexpected token ']'."],
    ['{\n"type":\n', '2: This is no JSON: it ends too early.'],
    ['{\n"type": "record"\n"name": 1 }\n', "3: This is no JSON: Expected ',' or '}' after property value."],
    ['{\n"type": "record",\n}\n', '3: This is no JSON: Expected double-quoted property name.'],
    ['{\n// A comment.\n}\n', "2: This is no JSON: Expected property name or '}'."],
    ['{\n"size": 0x10 }\n', "2: This is no JSON: Expected ',' or '}' after property value."],
    ['{\n"size": 01 }\n', '2: This is no JSON: Unexpected number.'],
    ['{\n"doc": "\\q" }\n', '2: This is no JSON: Bad escaped character.'],
    ['{\n"doc": "\t" }\n', '2: This is no JSON: Bad control character in string literal.'],
    ['{}\nx\n', '2: This is no JSON: Unexpected non-whitespace character after JSON.'],
    ['undefined', '1: This is no JSON.'],
    ['[]', '1: A contract is one record; this file holds something else.'],
  ])('is refused when it is no JSON: %j', (text, sentence) => {
    expect(refusal(text)).toBe(`yard/TruckLeft.avsc:${sentence}`);
  });

  it.each(['TruckLeft.avsc', 'yard/gates/TruckLeft.avsc', 'yard/TruckLeft.avcs'])(
    'is refused where nobody would read it: %s',
    (path) => {
      write('yard/TruckCame.avsc', truckLeft({ name: 'TruckCame' }));
      write(path, truckLeft());

      expect(refusalOfAll()).toBe(
        `${path}:1: Nobody owns this file: move a message to <owner>/<Name>.avsc, and anything else out of here.`,
      );
    },
  );

  it('may stand beside what a system hides', () => {
    write('yard/TruckLeft.avsc', truckLeft());
    write('yard/.hidden', '');

    expect(readContracts(folder)).toHaveLength(1);
  });

  it('is refused when another owner has its name', () => {
    write('depot/TruckLeft.avsc', truckLeft({ namespace: 'tidemark.depot.v1', topic: 'depot.events.v1' }));
    write('yard/TruckLeft.avsc', truckLeft());

    expect(refusalOfAll()).toBe(
      'yard/TruckLeft.avsc:3: The name TruckLeft is used twice; depot/TruckLeft.avsc has it already.',
    );
  });
});
