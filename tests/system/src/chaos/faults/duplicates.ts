import { topics } from '@tidemark/contracts';
import { recordsOf } from '../records.ts';
import type { Strike } from './fault.ts';
import { untilDone } from './fault.ts';
import { POISON_KEY } from './poison.ts';

const LATEST = 100;

/**
 * What came last on each partition comes again, as it was, in its order, behind whatever stands there now. Poison does not:
 * it has no id to be known by, so its copies would be more poison, tried for half a minute each, one behind the other.
 */
export const duplicates: Strike<'duplicates'> = async ({ copies }, { kafka }) => {
  let copied = 0;
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  try {
    await producer.connect();
    const latest = await untilDone(() => recordsOf(kafka, Object.values(topics), LATEST));
    const found = latest.map(({ topic, messages }) => ({
      topic,
      messages: messages.filter(({ key }) => key?.toString().startsWith(POISON_KEY) !== true),
    }));
    for (let copy = 1; copy <= copies; copy += 1) {
      for (const { topic, messages } of found) {
        if (messages.length === 0) continue;
        await producer.send({ topic, messages: [...messages] });
        copied += messages.length;
      }
    }
  } catch (error) {
    // Another fault may have taken the broker. Some are as good as all, none is not.
    if (copied === 0) throw error;
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
  return () => Promise.resolve(`${copied} duplicates`);
};
