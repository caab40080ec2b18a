import { expectNone } from '@tidemark/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Speaker } from './audience.ts';
import { speakers } from './audience.ts';
import { lineOfFinding } from './finding.ts';
import { checkContracts } from './gate.ts';
import { contractsFolder } from './places.ts';
import { changedSinceRelease } from './unreleased.ts';
import { gateField, plate, speakingOf, truckLeft, Yard, yardAndDepot } from './yard.fixtures.ts';

let yard: Yard;

beforeEach(() => {
  yard = new Yard();
});

afterEach(() => {
  yard.remove();
});

const findings = (by: readonly Speaker[] = yardAndDepot): readonly string[] =>
  checkContracts(yard.folder, by).findings.map(lineOfFinding);

const weight = { name: 'weight', type: 'int', doc: 'In tons.' };

describe('the contracts of this repository', () => {
  it('and all that was ever released read each other, and each message is owned, sent and read', async () => {
    const { findings: found, neverReleased, messages, released } = checkContracts(contractsFolder, await speakers());

    expectNone([...found, ...neverReleased].map(lineOfFinding));
    expect(messages).toBeGreaterThanOrEqual(26);
    expect(released.length).toBeGreaterThanOrEqual(messages);
  });

  it('and stand as they were released last', async () => {
    expectNone(changedSinceRelease(checkContracts(contractsFolder, await speakers())));
  });
});

describe('a change that breaks a reader', () => {
  it('is told with the reader that breaks, the place, and how to change the schema instead', () => {
    yard.released(1, truckLeft()).now(truckLeft([plate, weight]));

    expect(findings()).toEqual([
      'contracts/avro/yard/TruckLeft.avsc:14: Readers of the new schema (depot) cannot read TruckLeft as v1 wrote it: weight is new and has no default for what was written without it; give it a "default".',
    ]);
  });

  it('is told of a field that is gone', () => {
    yard.released(1, truckLeft([plate, weight])).now(truckLeft());

    expect(findings()).toEqual([
      'contracts/avro/yard/TruckLeft.avsc:3: Readers of v1 (depot) cannot read TruckLeft as it is written now: weight is gone, and v1 has no default for it; keep the field.',
    ]);
  });

  it('is told once when neither side can read the other', () => {
    yard.released(1, truckLeft([plate, weight])).now(truckLeft([plate, { ...weight, type: 'string' }]));

    expect(findings()).toEqual([
      "contracts/avro/yard/TruckLeft.avsc:16: Readers of v1 and of the new schema (depot) cannot read each other's TruckLeft: weight was int and is string; keep it as it was, and add a field of another name with a default.",
    ]);
  });

  it('is told of a new symbol that readers without a default symbol would meet', () => {
    yard
      .released(1, truckLeft([plate, gateField(['NORTH', 'OTHER'])]))
      .now(truckLeft([plate, gateField(['NORTH', 'WEST', 'OTHER'], { default: 'OTHER' })]));

    expect(findings()).toEqual([
      'contracts/avro/yard/TruckLeft.avsc:16: Readers of v1 (depot) cannot read TruckLeft as it is written now: gate may be WEST, and TruckLeftGate of v1 has no default symbol to read instead; leave the enum, and say it in a new field whose enum has a "default".',
    ]);
  });

  it('is told of every version whose readers break, not only of the last', () => {
    const prepared = gateField(['NORTH', 'OTHER'], { default: 'OTHER' });
    yard
      .released(1, truckLeft([plate, gateField(['NORTH', 'OTHER'])]))
      .released(2, truckLeft([plate, prepared]))
      .now(truckLeft([plate, gateField(['NORTH', 'WEST', 'OTHER'], { default: 'OTHER' })]));
    expect(findings()).toEqual([expect.stringContaining('Readers of v1 (depot) cannot')]);

    yard.released(2, truckLeft([plate, gateField(['NORTH', 'OTHER'])]));
    expect(findings()).toEqual([expect.stringContaining('Readers of v1 and v2 (depot) cannot')]);

    yard.now(truckLeft([plate]));
    expect(findings()).toEqual([expect.stringContaining('gate is gone, and v1 and v2 have no default for it')]);
  });

  it.each([
    [
      'another topic',
      { topic: 'yard.commands.v1' },
      6,
      'Readers of v1 (depot) look for TruckLeft on yard.events.v1, and it is sent to yard.commands.v1 now; leave it there, and make a message of another name.',
    ],
    [
      'another key',
      { key: 'driver' },
      7,
      'Readers of v1 (depot) rely on the order of plate, and the key of TruckLeft is driver now; leave the key, and make a message of another name.',
    ],
  ])('is told of %s, which no schema registry looks at', (_, more, line, sentence) => {
    const driver = { name: 'driver', type: 'string', doc: 'Who drove it.' };
    yard.released(1, truckLeft([plate, driver])).now(truckLeft([plate, driver], more));

    expect(findings()).toEqual([`contracts/avro/yard/TruckLeft.avsc:${line}: ${sentence}`]);
  });

  it.each([
    ['each service that hears it', ['depot', 'port', 'yard'], 'Readers of v1 (depot, port and yard) cannot read'],
    ['its owner, where that alone hears it, as it does a command', ['yard'], 'Readers of v1 (yard) cannot read'],
    ['nobody, where no service hears it', [], 'Readers of v1 cannot read'],
  ])('names %s', (_, readers, sentence) => {
    yard.released(1, truckLeft([plate, weight])).now(truckLeft());
    const by = ['depot', 'port', 'yard'].map((name) => ({
      name,
      publishes: name === 'yard' ? ['TruckLeft'] : [],
      hears: readers.includes(name) ? ['TruckLeft'] : ['TruckCame'],
    }));

    expect(findings(by)[0]).toContain(sentence);
  });

  it('is told of a message that is gone', () => {
    yard.released(1, truckLeft()).write('avro/yard/TruckCame.avsc', truckLeft([plate], { name: 'TruckCame' }));

    expect(findings(speakingOf('TruckCame'))).toEqual([
      'contracts/released/v1/yard/TruckLeft.avsc:3: TruckLeft was released in v1 and contracts/avro/yard/TruckLeft.avsc is gone, so nobody could read what is stored of it; bring the file back.',
    ]);
    expect(findings(speakingOf('TruckCame', 'TruckLeft'))).toEqual([
      expect.stringContaining('so depot could not read'),
    ]);
  });
});

describe('what is no part of the language', () => {
  it('is told of a type outside the subset', () => {
    yard.now(truckLeft([plate, { ...weight, type: 'double' }]));

    expect(findings()).toEqual([
      'contracts/avro/yard/TruckLeft.avsc:15: Field TruckLeft.weight has the type "double"; a contract may use string, int, long, boolean, enum, array, map, record, ["null", X], and the logical types uuid and timestamp-millis.',
    ]);
  });

  it('is told of a record without doc', () => {
    yard.now(truckLeft([plate], { doc: '' }));

    expect(findings()).toEqual([
      'contracts/avro/yard/TruckLeft.avsc:3: Record TruckLeft has no doc; say in a sentence what it means.',
    ]);
  });

  it('is told of a name that is used twice', () => {
    yard.now(truckLeft());
    yard.write(
      'avro/depot/TruckLeft.avsc',
      truckLeft([plate], { namespace: 'tidemark.depot.v1', topic: 'depot.events.v1' }),
    );

    expect(findings()).toEqual([
      'contracts/avro/yard/TruckLeft.avsc:3: The name TruckLeft is used twice; depot/TruckLeft.avsc has it already.',
    ]);
  });

  it.each([
    [
      'nobody owns',
      [{ name: 'depot', publishes: ['TruckLeft'], hears: ['TruckLeft'] }],
      'Nobody owns TruckLeft: there is no service yard; move the file to the folder of one of depot.',
    ],
    [
      'nobody sends',
      [{ name: 'yard', publishes: [], hears: ['TruckLeft'] }],
      `Nobody sends TruckLeft: name it in "publishes" of a service's catalog, or delete the file.`,
    ],
    [
      'two services send',
      [...yardAndDepot, { name: 'port', publishes: ['TruckLeft'], hears: [] }],
      'yard and port both send TruckLeft: leave it to one of them.',
    ],
    [
      'nobody reads',
      [{ name: 'yard', publishes: ['TruckLeft'], hears: [] }],
      'Nobody reads TruckLeft: let a consumer or a view of a service hear it, or delete the file.',
    ],
  ])('is told of a message that %s', (_, by, sentence) => {
    yard.now(truckLeft());

    expect(findings(by)).toEqual([`contracts/avro/yard/TruckLeft.avsc:3: ${sentence}`]);
  });
});

describe('a message that was never released', () => {
  const untold = (by: readonly Speaker[] = yardAndDepot): readonly string[] =>
    checkContracts(yard.folder, by).neverReleased.map(lineOfFinding);

  it('is told of, for nothing would hold its next change', () => {
    yard.now(truckLeft());

    expect(untold()).toEqual([
      'contracts/avro/yard/TruckLeft.avsc:3: TruckLeft was never released, so nothing would hold its next change against its readers; release it by: npm run contracts:release -- "Why."',
    ]);
    yard.released(1, truckLeft());
    expect(untold()).toEqual([]);
  });

  it('is told of by what must be mended first', () => {
    yard.now(truckLeft());

    expect(untold([{ name: 'yard', publishes: ['TruckLeft'], hears: [] }])).toEqual([]);
  });
});

describe('a draft', () => {
  const owner: Speaker = { name: 'yard', publishes: [], hears: [] };
  const silence: readonly Speaker[] = [owner];
  const draft = (): Yard => yard.now(truckLeft([plate], { draft: true }));

  it('needs nobody to send or read it, and is no message', () => {
    draft();

    expect(checkContracts(yard.folder, silence)).toEqual({
      findings: [],
      neverReleased: [],
      unreleased: [],
      messages: 0,
      drafts: ['yard.TruckLeft'],
      released: [],
    });
  });

  it('is told of when nobody owns it, for its folder may be mistyped', () => {
    draft();

    expect(findings([{ ...owner, name: 'depot' }])).toEqual([expect.stringContaining('Nobody owns TruckLeft')]);
  });

  it('is told of what no contract may have, as a message is', () => {
    yard.now(truckLeft([plate], { draft: true, doc: '' }));

    expect(findings(silence)).toEqual([expect.stringContaining('Record TruckLeft has no doc')]);
  });

  it.each([
    ['is sent', [{ ...owner, publishes: ['TruckLeft'] }], 'sent by yard'],
    ['is read', [owner, { name: 'depot', publishes: [], hears: ['TruckLeft'] }], 'read by depot'],
  ])('is told of when it %s', (_, by, use) => {
    draft();

    expect(findings(by)).toEqual([
      `contracts/avro/yard/TruckLeft.avsc:3: TruckLeft calls itself a draft and is ${use}; take "draft" out of the file.`,
    ]);
  });

  it('is told of when it was released, for what is stored of it is read for ever', () => {
    yard.released(1, truckLeft());
    draft();

    expect(findings(silence)).toEqual([
      'contracts/avro/yard/TruckLeft.avsc:3: TruckLeft calls itself a draft and is released in v1; take "draft" out of the file.',
    ]);
  });
});

describe('a release', () => {
  const sealed = (): Yard => yard.released(1, truckLeft()).released(2, truckLeft()).now(truckLeft());

  it('is told of when a byte of it has changed, though nothing would break', () => {
    sealed().write('released/v1/yard/TruckLeft.avsc', truckLeft([{ ...plate, doc: 'Its plate.' }]));

    expect(findings()).toEqual([
      'contracts/released/v1/yard/TruckLeft.avsc:1: This file was released as v1 and has changed since; bring it back from the history, and change contracts/avro/yard/TruckLeft.avsc instead.',
    ]);
  });

  it('is told of when what is there now cannot even be read', () => {
    sealed().write('released/v1/yard/TruckLeft.avsc', '{ "type": ');

    expect(findings()).toEqual([expect.stringContaining('This file was released as v1 and has changed since')]);
  });

  it('is told of when a file of it is gone', () => {
    sealed().remove('released/v1/yard/TruckLeft.avsc');

    expect(findings()).toEqual([
      'contracts/released/v1/SHA256SUMS:1: yard/TruckLeft.avsc was released as v1 and is gone; bring it back from the history.',
    ]);
  });

  it('is told of when a file came later', () => {
    sealed().write('released/v1/yard/TruckCame.avsc', truckLeft([plate], { name: 'TruckLeft' }));

    expect(findings()).toContain(
      'contracts/released/v1/yard/TruckCame.avsc:3: v1 was released without this file; delete it, and release what is new by npm run contracts:release.',
    );
  });

  it('is told of when it was rewritten together with its sums', () => {
    sealed().released(1, truckLeft([plate], { doc: 'A truck drove away.' }));

    expect(findings()).toEqual([
      'contracts/released/v1/SHA256SUMS:1: The sums of this release have changed since v2 was released; bring them back from the history.',
    ]);
  });

  it('is told of when its sums are gone', () => {
    sealed().remove('released/v2/SHA256SUMS');

    expect(findings()).toEqual([
      'contracts/released/v2/SHA256SUMS: Nobody can tell whether v2 has changed; bring the file back from the history.',
    ]);
  });
});
