import { AsyncLocalStorage } from 'node:async_hooks';

/** What a consumer group of kafkajs 2.2.4 has that its joining needs. */
interface ConsumerGroup {
  memberId: string | null;
}

type Connect = (this: ConsumerGroup) => Promise<void>;

const earlierMember = new AsyncLocalStorage<string>();

/** Runs a consumer that joins its group as the member that its predecessor was; as a new one when there was none. */
export const asMember = <Result>(memberId: string | undefined, run: () => Promise<Result>): Promise<Result> =>
  memberId === undefined ? run() : earlierMember.run(memberId, run);

/**
 * A consumer's first step, which takes the name of {@link asMember} before it joins.
 *
 * The original always joins without a name. Where the predecessor could not take its leave, because the broker was gone,
 * the broker that comes back still counts it in, and keeps the newcomer waiting until the session of a member that will
 * never be heard of again has ended. A name that the broker has forgotten costs one more question.
 */
export const connectAsEarlierMember = (connect: Connect): Connect =>
  function (this: ConsumerGroup) {
    this.memberId ??= earlierMember.getStore() ?? null;
    return connect.call(this);
  };
