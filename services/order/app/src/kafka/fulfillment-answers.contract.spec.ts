import { Bench, describeReader } from '@tidemark/pacts';
import type { FulfillmentAnswer, OrderStory } from '../order.stories.fixtures.ts';
import { captured, dispatched, reserved, scheduled, storyOn } from '../order.stories.fixtures.ts';
import { fulfillmentAnswers } from './fulfillment-answers.consumer.ts';
import { fulfillmentNeeds } from './fulfillment-answers.needs.fixtures.ts';

/** The fulfillment has come as far as the story, and hears the message then. */
const after =
  (tell: (story: OrderStory) => Promise<unknown>) =>
  async (message: FulfillmentAnswer): Promise<void> => {
    const bench = new Bench();
    await tell(await storyOn(bench).place());
    await bench.hear(fulfillmentAnswers, message);
  };

describeReader({
  reader: fulfillmentAnswers,
  file: 'services/order/app/src/kafka/fulfillment-answers.needs.fixtures.ts',
  needs: fulfillmentNeeds,
  handlings: [
    after(async () => undefined),
    after((story) => story.hear(reserved)),
    after((story) => story.hear(reserved, captured)),
    after((story) => story.hear(reserved, captured, scheduled)),
    after(async (story) => (await story.hear(reserved, captured, scheduled)).cancel(null)),
    after(async (story) => (await story.hear(reserved)).cancel(null)),
    after((story) => story.hear(reserved, captured, scheduled, dispatched)),
  ],
});
