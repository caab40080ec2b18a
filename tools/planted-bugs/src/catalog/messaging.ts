import type { Bug, Check } from '../bug.ts';

const pipeline: Check = { kind: 'unit', spec: 'libs/messaging/src/pipeline.spec.ts' };
const positions: Check = { kind: 'unit', spec: 'libs/messaging/src/kafka/positions.spec.ts' };
const views: Check = { kind: 'unit', spec: 'libs/read-model/src/view-pipeline.spec.ts' };
const viewLaws: Check = { kind: 'law', spec: 'libs/read-model/src/view-pipeline.laws.spec.ts' };

/** What comes from Kafka, and the views that are folded from it. */
export const messagingBugs: readonly Bug[] = [
  {
    name: 'undecodable-dropped',
    breaks: 'Bytes that cannot be decoded disappear.',
    file: 'libs/messaging/src/pipeline.ts',
    from: 'else unit.deadLetter(letterOf(consumer.name, heard), deadLetterTopic);',
    to: '',
    check: pipeline,
  },
  {
    name: 'outage-dead-lettered',
    breaks: 'While the schema registry is away, sound messages become dead letters.',
    file: 'libs/messaging/src/decode.ts',
    from: 'if (error instanceof DecodingUnavailable) throw error;',
    to: '',
    check: pipeline,
  },
  {
    name: 'deferred-counts-as-done',
    breaks: 'The position moves past a message that its chunk had no time for.',
    file: 'libs/messaging/src/pipeline.ts',
    from: "return 'again';",
    to: "return 'done';",
    check: pipeline,
  },
  {
    name: 'lost-partition-committed',
    breaks: 'A consumer commits positions of a partition that went to another, and sets it back.',
    file: 'libs/messaging/src/kafka/positions.ts',
    from: 'if (!assignment[topic]?.includes(partition)) this.#uncommitted.delete(id);',
    to: 'if (assignment[topic]?.includes(-1)) this.#uncommitted.delete(id + String(partition));',
    check: positions,
  },
  {
    name: 'commit-forgotten-on-failure',
    breaks: 'A position that Kafka did not take is never told again.',
    file: 'libs/messaging/src/kafka/positions.ts',
    from: 'await send(sent.map(([, position]) => position));',
    to: 'this.#uncommitted.clear();\n    await send(sent.map(([, position]) => position));',
    check: positions,
  },
  {
    name: 'offsets-as-numbers',
    breaks: 'Offsets are computed as floating-point numbers, which skip records far out.',
    file: 'libs/messaging/src/kafka/positions.ts',
    from: '(BigInt(lastOffset) + 1n)',
    to: '(Number(lastOffset) + 1)',
    check: positions,
  },
  {
    name: 'answers-mixed-up',
    breaks: 'Each partition of a joined chunk gets the answers of the first.',
    file: 'libs/messaging/src/gatherer.ts',
    from: 'from += piece.records.length;',
    to: '',
    check: { kind: 'unit', spec: 'libs/messaging/src/gatherer.spec.ts' },
  },
  {
    name: 'gap-not-filled',
    breaks: 'A view takes the next message that it hears for the next fact, whatever was lost in between.',
    file: 'libs/read-model/src/view-pipeline.ts',
    from: 'step.version === seen + 1 ? []',
    to: 'step.version > seen ? []',
    check: viewLaws,
  },
  {
    name: 'duplicate-folded',
    breaks: 'A view folds a fact again that its row has seen.',
    file: 'libs/read-model/src/view-pipeline.ts',
    from: 'if (step.version <= seen) continue;',
    to: '',
    check: views,
  },
  {
    name: 'older-row-wins',
    breaks: 'A consumer that lost its partition writes an older row over a newer one.',
    file: 'libs/event-store/src/staging.ts',
    from: 'return versionOf(row) > versionOf(standing);',
    to: 'return versionOf(row) !== versionOf(standing);',
    check: viewLaws,
  },
];
