import { describe, expect, it } from 'vitest';
import type { TopicState } from './topic-changes.ts';
import { topicChanges } from './topic-changes.ts';

const wish = { name: 'a.v1', partitions: 3, configuration: { 'cleanup.policy': 'delete', 'retention.ms': '1000' } };
const state: TopicState = { ...wish, holdsRecords: true, overrides: {} };
const nothing = { create: [], grow: [], alter: [], drift: [] };

describe('what is to be done to a topic', () => {
  it('is nothing when it is as it should be', () => {
    expect(topicChanges([wish], [state])).toEqual(nothing);
  });

  it('is to create it when it is missing', () => {
    expect(topicChanges([wish], [])).toEqual({ ...nothing, create: [wish] });
  });

  it('is to report the partition count once it holds records', () => {
    const { drift, ...rest } = topicChanges([wish], [{ ...state, partitions: 2 }]);

    expect(rest).toEqual({ create: [], grow: [], alter: [] });
    expect(drift).toEqual([
      'a.v1 has 2 partitions instead of 3 and holds records, whose keys would move: make a new topic version instead.',
    ]);
  });

  it('is to add partitions while it is empty', () => {
    expect(topicChanges([wish], [{ ...state, partitions: 2, holdsRecords: false }])).toEqual({
      ...nothing,
      grow: [wish],
    });
  });

  it('is to report too many partitions, also while it is empty', () => {
    const { drift, grow } = topicChanges([wish], [{ ...state, partitions: 9, holdsRecords: false }]);

    expect(grow).toEqual([]);
    expect(drift).toEqual([expect.stringContaining('delete the topic while it is empty')]);
  });

  it.each([
    ['500', '1000', 'altered'],
    ['500', '-1', 'altered'],
    ['2000', '1000', 'reported'],
    ['-1', '1000', 'reported'],
  ])('with a retention of %s that should be %s is %s', (actual, wanted, outcome) => {
    const { alter, drift } = topicChanges(
      [{ ...wish, configuration: { 'retention.ms': wanted } }],
      [{ ...state, configuration: { 'retention.ms': actual } }],
    );

    expect([alter.length, drift.length]).toEqual(outcome === 'altered' ? [1, 0] : [0, 1]);
  });

  it('is never to alter how it is cleaned up', () => {
    const configuration = { ...state.configuration, 'cleanup.policy': 'compact' };

    expect(topicChanges([wish], [{ ...state, configuration }])).toMatchObject({
      alter: [],
      drift: [expect.stringContaining('a.v1 has cleanup.policy compact instead of delete')],
    });
  });

  it('names only the settings that differ', () => {
    const wanted = { ...wish, configuration: { ...wish.configuration, 'max.message.bytes': '9' } };

    expect(topicChanges([wanted], [state]).alter).toEqual([
      { name: 'a.v1', configuration: { 'max.message.bytes': '9' } },
    ]);
  });
});
