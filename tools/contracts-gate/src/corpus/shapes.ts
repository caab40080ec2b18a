import type { Evolution } from './evolution.ts';
import { evolution, gate, line, load, seal, truck } from './evolution.ts';

const open = ['NORTH', 'SOUTH', 'OTHER'];
const wider = ['NORTH', 'SOUTH', 'WEST', 'OTHER'];
const orOther = { default: 'OTHER' };

export const enumEvolutions: readonly Evolution[] = [
  evolution('a symbol comes, without a default symbol', load(gate(open)), load(gate(wider)), 'old'),
  evolution(
    'a symbol comes, with a default symbol on both sides',
    load(gate(open, orOther)),
    load(gate(wider, orOther)),
    'nobody',
  ),
  evolution('a symbol comes together with the default symbol', load(gate(open)), load(gate(wider, orOther)), 'old'),
  evolution('a default symbol comes', load(gate(open)), load(gate(open, orOther)), 'nobody'),
  evolution('a default symbol goes', load(gate(open, orOther)), load(gate(open)), 'nobody'),
  evolution(
    'a default symbol becomes another',
    load(gate(open, orOther)),
    load(gate(open, { default: 'NORTH' })),
    'nobody',
  ),
  evolution('a symbol goes, without a default symbol', load(gate(wider)), load(gate(open)), 'new'),
  evolution('a symbol goes, with a default symbol', load(gate(wider, orOther)), load(gate(open, orOther)), 'nobody'),
  evolution('a symbol goes together with the default symbol', load(gate(wider, orOther)), load(gate(open)), 'new'),
  evolution('symbols change places', load(gate(open)), load(gate(open.toReversed())), 'nobody'),
  evolution('a symbol is renamed', load(gate(['NORTH'])), load(gate(['N'])), 'both'),
  evolution(
    'a symbol is renamed, with a default symbol',
    load(gate(open, orOther)),
    load(gate(['N', 'SOUTH', 'OTHER'], orOther)),
    'nobody',
  ),
  evolution('an enum is renamed', load(gate(open)), load(gate(open, { name: 'TruckLeftExit' })), 'both'),
  evolution(
    'an enum is renamed, with an alias',
    load(gate(open)),
    load(gate(open, { name: 'TruckLeftExit', aliases: ['TruckLeftGate'] })),
    'old',
  ),
  evolution('an enum becomes a string', load(gate(open)), load('string'), 'both'),
  evolution('a string becomes an enum', load('string'), load(gate(open)), 'both'),
];

export const unionEvolutions: readonly Evolution[] = [
  evolution('a field becomes nullable', load('string'), load(['null', 'string']), 'old'),
  evolution('a nullable field becomes required', load(['null', 'string']), load('string'), 'new'),
  evolution('a union becomes wider', load(['null', 'int']), load(['null', 'int', 'string']), 'old'),
  evolution('a union becomes narrower', load(['null', 'int', 'string']), load(['null', 'int']), 'new'),
  evolution('branches change places', load(['null', 'string']), load(['string', 'null']), 'nobody'),
  evolution('a branch is promoted', load(['null', 'int']), load(['null', 'long']), 'old'),
  evolution('a branch is exchanged', load(['null', 'int']), load(['null', 'string']), 'both'),
  evolution('a type becomes a union of itself', load('string'), load(['string']), 'nobody'),
  evolution('a nullable enum gains a symbol', load(['null', gate(open)]), load(['null', gate(wider)]), 'old'),
  evolution(
    'a nullable record gains a field with a default',
    load(['null', line([])]),
    load(['null', line([{ name: 'pieces', type: 'int', default: 1 }])]),
    'nobody',
  ),
  evolution(
    'a nullable record gains a field without a default',
    load(['null', line([])]),
    load(['null', line([{ name: 'pieces', type: 'int' }])]),
    'new',
  ),
  evolution(
    'a nullable record is renamed',
    load(['null', line([])]),
    load(['null', line([], { name: 'TruckLeftItem' })]),
    'both',
  ),
];

const lines = (fields: readonly object[], more: object = {}): object =>
  load({ type: 'array', items: line(fields, more) });
const pieces = { name: 'pieces', type: 'int' };
const tree = (fields: readonly object[]): object =>
  truck([{ name: 'trailer', type: ['null', 'TruckLeft'], default: null }, ...fields]);
const twice = (fields: readonly object[]): object =>
  truck([
    { name: 'first', type: line(fields) },
    { name: 'last', type: 'TruckLeftLine' },
  ]);

export const nestedEvolutions: readonly Evolution[] = [
  evolution('a nested record gains a field with a default', lines([]), lines([{ ...pieces, default: 1 }]), 'nobody'),
  evolution('a nested record gains a field without a default', lines([]), lines([pieces]), 'new'),
  evolution('a nested record loses a field with a default', lines([{ ...pieces, default: 1 }]), lines([]), 'nobody'),
  evolution('a nested record loses a field without a default', lines([pieces]), lines([]), 'old'),
  evolution('a field of a nested record is promoted', lines([pieces]), lines([{ ...pieces, type: 'long' }]), 'old'),
  evolution('a nested record is renamed', lines([]), lines([], { name: 'TruckLeftItem' }), 'both'),
  evolution(
    'a nested record is renamed, with an alias',
    lines([]),
    lines([], { name: 'TruckLeftItem', aliases: ['TruckLeftLine'] }),
    'old',
  ),
  evolution('a nested record becomes a map', load(line([])), load({ type: 'map', values: 'string' }), 'both'),
  evolution(
    'a record that holds itself gains a field with a default',
    tree([]),
    tree([{ ...pieces, default: 1 }]),
    'nobody',
  ),
  evolution('a record that holds itself gains a field without a default', tree([]), tree([pieces]), 'new'),
  evolution('a record that is used twice loses a field', twice([pieces]), twice([]), 'old'),
];

export const fixedEvolutions: readonly Evolution[] = [
  evolution('a fixed grows', load(seal(4)), load(seal(8)), 'both'),
  evolution('a fixed is renamed', load(seal(4)), load(seal(4, { name: 'TruckLeftStamp' })), 'both'),
  evolution(
    'a fixed is renamed, with an alias',
    load(seal(4)),
    load(seal(4, { name: 'TruckLeftStamp', aliases: ['TruckLeftSeal'] })),
    'old',
  ),
  evolution('a fixed becomes bytes', load(seal(4)), load('bytes'), 'both'),
];
