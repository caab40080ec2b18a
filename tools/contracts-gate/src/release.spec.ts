import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkContracts } from './gate.ts';
import { readReleased } from './released.ts';
import type { Release } from './release.ts';
import { releaseAgain } from './release-again.ts';
import { release } from './release.ts';
import { changedSinceRelease } from './unreleased.ts';
import { plate, speakingOf, truckLeft, Yard, yardAndDepot } from './yard.fixtures.ts';

const note = { name: 'note', type: ['null', 'string'], default: null, doc: 'What the guard wrote.' };

describe('a release', () => {
  let yard: Yard;

  beforeEach(() => {
    yard = new Yard().now(truckLeft());
  });

  afterEach(() => {
    yard.remove();
  });

  const released = (why = 'Guards write notes.'): Release => release(yard.folder, yardAndDepot, why, '2026-11-29');
  const textOf = (path: string): string => readFileSync(join(yard.folder, path), 'utf8');

  it('freezes each message byte by byte, with its sums and a line in the changelog', () => {
    const line = '- **v1** (2026-11-29): Guards write notes. (new: yard.TruckLeft)';

    expect(released()).toEqual({ version: 1, files: ['released/v1/yard/TruckLeft.avsc'], line });
    expect(textOf('released/v1/yard/TruckLeft.avsc')).toBe(textOf('avro/yard/TruckLeft.avsc'));
    expect(textOf('CHANGELOG.md')).toBe(`# Releases\n\n${line}\n`);
    expect(checkContracts(yard.folder, yardAndDepot)).toMatchObject({ findings: [], neverReleased: [] });
  });

  it('holds only what differs from its last release', () => {
    released();
    yard.write('avro/yard/TruckCame.avsc', truckLeft([plate], { name: 'TruckCame' }));
    const both = speakingOf('TruckCame', 'TruckLeft');

    const { version, files, line } = release(yard.folder, both, 'Trucks come, too.', '2026-11-30');

    expect({ version, files }).toEqual({ version: 2, files: ['released/v2/yard/TruckCame.avsc'] });
    expect(textOf('CHANGELOG.md')).toMatch(/^# Releases\n\n- \*\*v2\*\* .*\n- \*\*v1\*\* .*\n$/u);
    expect(line).toBe('- **v2** (2026-11-30): Trucks come, too. (new: yard.TruckCame)');
    expect(readReleased(yard.folder).map(({ version: of, name }) => `v${of} ${name}`)).toEqual([
      'v1 TruckLeft',
      'v2 TruckCame',
    ]);
  });

  it('names what it changes', () => {
    released();
    yard.now(truckLeft([plate, note]));

    expect(released('Guards write.').line).toBe('- **v2** (2026-11-29): Guards write. (changed: yard.TruckLeft)');
  });

  it('leaves a draft out, and says so where there is nothing else', () => {
    yard.write('avro/yard/TruckCame.avsc', truckLeft([plate], { name: 'TruckCame', draft: true }));

    expect(released().files).toEqual(['released/v1/yard/TruckLeft.avsc']);
    expect(() => released('Trucks come, too.')).toThrow(
      'there is nothing new. No draft is released: take "draft" out of yard.TruckCame first.',
    );
  });

  it('is missed where a message differs from its last one, and not where it never had any', () => {
    const missed = () => changedSinceRelease(checkContracts(yard.folder, yardAndDepot));
    expect(missed()).toEqual([]);
    released();
    expect(missed()).toEqual([]);
    yard.now(truckLeft([plate, note]));
    expect(missed()).toEqual([
      'contracts/avro/yard/TruckLeft.avsc differs from v1, its last release; release it by: npm run contracts:release -- "Why."',
    ]);
  });

  it.each([
    ['without a reason', ' ', () => undefined, 'Say in a sentence why, as in: npm run contracts:release -- '],
    [
      'of nothing new',
      'Once more.',
      () => undefined,
      'Every message is as it was released last; there is nothing new.',
    ],
    [
      'of what breaks a reader',
      'A note for all.',
      () => yard.now(truckLeft([plate, { ...note, default: undefined }])),
      'Mend this before you release. contracts/avro/yard/TruckLeft.avsc:15: Field TruckLeft.note is nullable without',
    ],
  ])('is refused %s, and leaves everything as it was', (_, why, change, sentence) => {
    released();
    change();
    const before = textOf('CHANGELOG.md');

    expect(() => released(why)).toThrow(sentence);
    expect(textOf('CHANGELOG.md')).toBe(before);
    expect(readReleased(yard.folder)).toHaveLength(1);
  });

  describe('made again', () => {
    const again = (isCommitted: boolean): Release =>
      releaseAgain(yard.folder, yardAndDepot, 'Guards weigh.', '2026-11-30', () => isCommitted);
    const weight = { name: 'weight', type: 'int', doc: 'In tons.' };
    const everything = () => [textOf('CHANGELOG.md'), readReleased(yard.folder), textOf('released/v1/SHA256SUMS')];

    it('takes the place of the last one, though its readers could not have read what is written now', () => {
      released();
      yard.now(truckLeft([plate, weight]));

      expect(again(false).line).toBe('- **v1** (2026-11-30): Guards weigh. (new: yard.TruckLeft)');
      expect(textOf('CHANGELOG.md')).toBe('# Releases\n\n- **v1** (2026-11-30): Guards weigh. (new: yard.TruckLeft)\n');
      expect(checkContracts(yard.folder, yardAndDepot)).toMatchObject({ findings: [], neverReleased: [] });
    });

    it.each([
      ['it is committed', true, () => undefined, 'v1 is committed, so others may have it'],
      ['the new one is', false, () => yard.now(truckLeft([plate], { doc: '' })), 'Mend this before you release.'],
    ])('is refused where %s, and leaves everything as it was', (_, isCommitted, change, sentence) => {
      released();
      const before = everything();
      change();

      expect(() => again(isCommitted)).toThrow(sentence);
      expect(everything()).toEqual(before);
    });

    it('is refused where there is none', () => {
      expect(() => again(false)).toThrow('Nothing was released yet');
    });
  });
});
