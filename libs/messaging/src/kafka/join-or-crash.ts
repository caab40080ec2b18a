type Join = (this: object) => Promise<void>;

/**
 * A consumer's joining that either makes it a member of its group or crashes it, so that it is replaced.
 *
 * The original of kafkajs 2.2.4 gives up its name when the group has forgotten it, and where the coordinator then answers
 * that it is loading or has moved, goes on as before: it reads the partitions it once had, without a name to send
 * heartbeats with, so that nothing ever tells it. Its group is empty meanwhile, and partitions that another member left
 * are read by nobody. Any broker that comes back from a pause can answer so.
 */
export const joinOrCrash = (join: Join): Join =>
  async function (this: object) {
    try {
      await join.call(this);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      throw Object.assign(new Error(`cannot join the group: ${what}`, { cause }), { retriable: false });
    }
  };
