import type { Evolution } from './evolution.ts';
import { evolution, load, truck } from './evolution.ts';

const weight = { name: 'weight', type: 'int' };
const weightOrNought = { ...weight, default: 0 };
const note = { name: 'note', type: ['null', 'string'] };

/** Fields that come, go, change their names or their places. */
export const fieldEvolutions: readonly Evolution[] = [
  evolution('nothing changes', truck([weight]), truck([weight]), 'nobody'),
  evolution('a field comes, with a default', truck([]), truck([weightOrNought]), 'nobody'),
  evolution('a field comes, without a default', truck([]), truck([weight]), 'new'),
  evolution(
    'a nullable field comes, with null as its default',
    truck([]),
    truck([{ ...note, default: null }]),
    'nobody',
  ),
  evolution('a nullable field comes, without a default', truck([]), truck([note]), 'new'),
  evolution(
    'a field comes before the others, with a default',
    truck([]),
    {
      ...truck([]),
      fields: [weightOrNought, { name: 'plate', type: 'string' }],
    },
    'nobody',
  ),
  evolution('a field with a default goes', truck([weightOrNought]), truck([]), 'nobody'),
  evolution('a field without a default goes', truck([weight]), truck([]), 'old'),
  evolution('a field is renamed', truck([weight]), truck([{ name: 'mass', type: 'int' }]), 'both'),
  evolution(
    'a field is renamed, with an alias',
    truck([weight]),
    truck([{ name: 'mass', type: 'int', aliases: ['weight'] }]),
    'old',
  ),
  evolution(
    'a field with a default is renamed, with an alias',
    truck([weightOrNought]),
    truck([{ name: 'mass', type: 'int', aliases: ['weight'], default: 0 }]),
    'nobody',
  ),
  evolution(
    'a field with a default is renamed',
    truck([weightOrNought]),
    truck([{ ...weightOrNought, name: 'mass' }]),
    'nobody',
  ),
  evolution('a field is renamed, with a default', truck([weight]), truck([{ ...weightOrNought, name: 'mass' }]), 'old'),
  evolution('a default comes', truck([weight]), truck([weightOrNought]), 'nobody'),
  evolution('a default goes', truck([weightOrNought]), truck([weight]), 'nobody'),
  evolution('a default changes', truck([weightOrNought]), truck([{ ...weight, default: 1 }]), 'nobody'),
  evolution('a doc changes', load('int', { doc: 'In tons.' }), load('int', { doc: 'Its load, in tons.' }), 'nobody'),
  evolution('fields change places', truck([weight, note]), truck([note, weight]), 'nobody'),
  evolution('the sort order of a field changes', load('int'), load('int', { order: 'descending' }), 'nobody'),
  evolution('a field is left out of the sort order', load('int'), load('int', { order: 'ignore' }), 'nobody'),
];

/** Fields that become of another type. */
export const typeEvolutions: readonly Evolution[] = [
  evolution('int becomes long', load('int'), load('long'), 'old'),
  evolution('long becomes int', load('long'), load('int'), 'new'),
  evolution('int becomes float', load('int'), load('float'), 'old'),
  evolution('int becomes double', load('int'), load('double'), 'old'),
  evolution('long becomes float', load('long'), load('float'), 'old'),
  evolution('long becomes double', load('long'), load('double'), 'old'),
  evolution('float becomes double', load('float'), load('double'), 'old'),
  evolution('double becomes float', load('double'), load('float'), 'new'),
  evolution('string becomes bytes', load('string'), load('bytes'), 'nobody'),
  evolution('bytes becomes string', load('bytes'), load('string'), 'nobody'),
  evolution('int becomes string', load('int'), load('string'), 'both'),
  evolution('boolean becomes int', load('boolean'), load('int'), 'both'),
  evolution(
    'the items of an array are promoted',
    load({ type: 'array', items: 'int' }),
    load({ type: 'array', items: 'long' }),
    'old',
  ),
  evolution(
    'the values of a map are promoted',
    load({ type: 'map', values: 'int' }),
    load({ type: 'map', values: 'long' }),
    'old',
  ),
  evolution(
    'the items of an array change',
    load({ type: 'array', items: 'int' }),
    load({ type: 'array', items: 'string' }),
    'both',
  ),
  evolution(
    'an array becomes a map',
    load({ type: 'array', items: 'int' }),
    load({ type: 'map', values: 'int' }),
    'both',
  ),
  evolution('one becomes many', load('string'), load({ type: 'array', items: 'string' }), 'both'),
];
