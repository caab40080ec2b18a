import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FulfillmentState } from './fulfillment.ts';
import { everyInput, overdue } from './fulfillment.fixtures.ts';
import { fulfillment } from './fulfillment.process.ts';

const page = new URL('../../../../../docs/diagrams/fulfillment.md', import.meta.url);

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** States that differ only in what they carry are one box; what is still to be undone makes a box of its own. */
const boxOf = (state: FulfillmentState): string =>
  state.status === 'Undoing' ? `Undoing_${state.outstanding.join('_and_')}` : state.status;

const titleOf = (state: FulfillmentState): string =>
  state.status === 'Undoing' ? `Undoing [${state.outstanding.join(', ')}]` : state.status;

const labelOf = (input: string, effects: readonly { readonly type: string }[]): string =>
  effects.length === 0 ? input : `${input} / ${effects.map(({ type }) => type).join(', ')}`;

const arrowsFrom = (state: FulfillmentState): readonly (Arrow & { readonly next: FulfillmentState })[] => {
  const waits = fulfillment.patienceMs(state) !== undefined;
  return (waits ? [...everyInput, overdue(state)] : everyInput).flatMap((input) => {
    const reaction = fulfillment.react(state, input);
    if (reaction.kind !== 'moved') return [];
    const heard = input.type === 'DeadlinePassed' ? 'overdue' : input.type;
    const label = labelOf(heard, [...reaction.commands, ...reaction.send]);
    const from = state.status === fulfillment.initial.status ? '[*]' : boxOf(state);
    return [{ from, to: boxOf(reaction.state), label, next: reaction.state }];
  });
};

/** Everything that `react` leads to, found by trying every input in every state that was found before. */
const explored = (): { readonly states: readonly FulfillmentState[]; readonly arrows: readonly Arrow[] } => {
  const found = new Map<string, FulfillmentState>([[boxOf(fulfillment.initial), fulfillment.initial]]);
  const arrows = new Map<string, Arrow>();
  // A map also visits what is added to it on the way.
  for (const state of found.values()) {
    for (const arrow of arrowsFrom(state)) {
      arrows.set(`${arrow.from} ${arrow.to} ${arrow.label}`, arrow);
      if (!found.has(arrow.to)) found.set(arrow.to, arrow.next);
    }
  }
  return { states: [...found.values()].filter(({ status }) => status !== 'NotStarted'), arrows: [...arrows.values()] };
};

/** An end is a state that no input leads out of. */
const isEnd = (state: FulfillmentState): boolean => arrowsFrom(state).every(({ to }) => to === boxOf(state));

const drawn = (): string => {
  const { states, arrows } = explored();
  const boxes = states.filter((state) => boxOf(state) !== titleOf(state));
  return [
    '# The fulfillment process',
    '',
    'Drawn from `react` by `services/order/domain/src/fulfillment/fulfillment.diagram.spec.ts`, which fails when this page',
    'differs from the code; `UPDATE_DIAGRAMS=1` lets it write the page anew. An arrow is labeled with what is heard, then',
    'with the commands to the order and the messages to other services. What has no arrow is `stay`.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...boxes.map((state) => `    state "${titleOf(state)}" as ${boxOf(state)}`),
    ...arrows.map(({ from, to, label }) => `    ${from} --> ${to}: ${label}`),
    ...states.filter(isEnd).map((state) => `    ${boxOf(state)} --> [*]`),
    '```',
    '',
  ].join('\n');
};

describe('the state chart of the fulfillment process', () => {
  it('is drawn as the code has it; UPDATE_DIAGRAMS=1 draws it anew', () => {
    const chart = drawn();
    if (process.env['UPDATE_DIAGRAMS'] === '1') {
      mkdirSync(new URL('.', page), { recursive: true });
      writeFileSync(page, chart);
    }
    expect(readFileSync(page, 'utf8')).toBe(chart);
  });

  it('has the two ends of the table, and Confirmed as the only other rest', () => {
    const { states } = explored();
    expect(states.filter(isEnd).map(({ status }) => status)).toEqual(
      expect.arrayContaining(['Dispatched', 'Abandoned']),
    );
    const resting = states.filter((state) => fulfillment.patienceMs(state) === undefined).map(({ status }) => status);
    expect(resting.sort()).toEqual(['Abandoned', 'Confirmed', 'Dispatched']);
  });
});
