import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { asMember, connectAsEarlierMember } from './kept-membership.ts';

interface Group {
  memberId: string | null;
  connect: () => Promise<void>;
  joinAndSync: () => Promise<void>;
}

const require = createRequire(import.meta.url);
const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup') as new (options: object) => Group;
const { MemberAssignment } = require('kafkajs/src/consumer/assignerProtocol') as {
  MemberAssignment: { encode: (assignment: object) => Buffer };
};

const logger = { info: () => undefined, debug: () => undefined, warn: () => undefined };

/** A group of the real library before a broker that knows some members, and the names under which it asked to join. */
const groupBefore = (known: readonly string[]) => {
  const asked: string[] = [];
  const coordinator = {
    joinGroup: ({ memberId }: { memberId: string }) => {
      asked.push(memberId);
      if (memberId !== '' && !known.includes(memberId)) {
        return Promise.reject(Object.assign(new Error('unknown'), { type: 'UNKNOWN_MEMBER_ID' }));
      }
      return Promise.resolve({ generationId: 2, leaderId: 'other', memberId: memberId === '' ? 'fresh' : memberId });
    },
    syncGroup: () =>
      Promise.resolve({ memberAssignment: MemberAssignment.encode({ version: 1, assignment: {}, userData: null }) }),
  };
  const group = new ConsumerGroup({
    groupId: 'group',
    topics: [],
    topicConfigurations: {},
    assigners: [],
    retry: { initialRetryTime: 1, maxRetryTime: 1, retries: 2 },
    logger: { namespace: () => logger },
    instrumentationEmitter: { emit: () => undefined },
    cluster: {
      connect: () => Promise.resolve(),
      refreshMetadataIfNecessary: () => Promise.resolve(),
      findGroupCoordinator: () => Promise.resolve(coordinator),
      findTopicPartitionMetadata: () => [],
      committedOffsets: () => ({}),
    },
  });
  group.connect = connectAsEarlierMember(group.connect);
  const run = async (): Promise<void> => {
    await group.connect();
    await group.joinAndSync();
  };
  return { group, asked, run };
};

describe('a consumer that replaces another', () => {
  it('joins as the member that its predecessor was, for whom nobody has to wait', async () => {
    const { run, asked, group } = groupBefore(['earlier']);
    await asMember('earlier', run);
    expect(asked).toEqual(['earlier']);
    expect(group.memberId).toBe('earlier');
  });

  it('joins as a new member when the broker has forgotten the earlier one', async () => {
    const { run, asked, group } = groupBefore([]);
    await asMember('earlier', run);
    expect(asked).toEqual(['earlier', '']);
    expect(group.memberId).toBe('fresh');
  });

  it('joins as a new member when it is the first', async () => {
    const { run, asked } = groupBefore(['earlier']);
    await asMember(undefined, run);
    expect(asked).toEqual(['']);
  });
});
