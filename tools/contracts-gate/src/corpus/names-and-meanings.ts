import type { Evolution } from './evolution.ts';
import { evolution, gate, line, load, logical, seal, truck } from './evolution.ts';

const elsewhere = { namespace: 'tidemark.depot.v1' };
const byFullName = {
  avsc: 'both',
  because: 'The specification matches the last part of a name; avsc, and with it our readers, matches all of it.',
} as const;

export const nameEvolutions: readonly Evolution[] = [
  evolution('a message is renamed', truck([]), truck([], { name: 'LorryLeft' }), 'both'),
  evolution(
    'a message is renamed, with an alias',
    truck([]),
    truck([], { name: 'LorryLeft', aliases: ['TruckLeft'] }),
    'old',
  ),
  evolution('a message moves to another namespace', truck([]), truck([], elsewhere), 'nobody', byFullName),
  evolution(
    'a message moves to another namespace, with an alias',
    truck([]),
    truck([], { ...elsewhere, aliases: ['tidemark.yard.v1.TruckLeft'] }),
    'nobody',
    { ...byFullName, avsc: 'old' },
  ),
  evolution(
    'an enum moves to another namespace',
    load(gate(['NORTH'])),
    load(gate(['NORTH'], elsewhere)),
    'nobody',
    byFullName,
  ),
  evolution(
    'a nested record moves to another namespace',
    load(line([])),
    load(line([], elsewhere)),
    'nobody',
    byFullName,
  ),
  evolution('a fixed moves to another namespace', load(seal(4)), load(seal(4, elsewhere)), 'nobody', byFullName),
  evolution(
    'the namespace is written into the name',
    truck([]),
    truck([], { name: 'tidemark.yard.v1.TruckLeft', namespace: undefined }),
    'nobody',
  ),
];

const uuid = logical('string', 'uuid');
const millis = logical('long', 'timestamp-millis');
const decimal = (precision: number, scale: number): object => logical('bytes', 'decimal', { precision, scale });
const decimals = {
  avsc: 'nobody',
  registry: 'accepts',
  because: 'Decimals match by precision and scale; avsc and the registry leave logical types to their users.',
} as const;
const taken = {
  house: 'both',
  because:
    'Logical types are no part of the resolution, but a reader that checks or converts by one takes the value for another.',
} as const;

export const logicalEvolutions: readonly Evolution[] = [
  evolution('a string becomes a uuid', load('string'), load(uuid), 'nobody', taken),
  evolution('a uuid becomes a string', load(uuid), load('string'), 'nobody', taken),
  evolution('a long becomes a time', load('long'), load(millis), 'nobody', taken),
  evolution('a time becomes a long', load(millis), load('long'), 'nobody', taken),
  evolution(
    'milliseconds become microseconds',
    load(millis),
    load(logical('long', 'timestamp-micros')),
    'nobody',
    taken,
  ),
  evolution('an int becomes a date', load('int'), load(logical('int', 'date')), 'nobody', taken),
  evolution('an unknown logical type comes', load('string'), load(logical('string', 'plate')), 'nobody', taken),
  evolution('the precision of a decimal grows', load(decimal(9, 2)), load(decimal(12, 2)), 'both', decimals),
  evolution('the scale of a decimal changes', load(decimal(9, 2)), load(decimal(9, 3)), 'both', decimals),
];
