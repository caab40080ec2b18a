import { describeOwner } from '@tidemark/pacts';
import { catalog } from './order.catalog.ts';
import {
  cancellationRefused,
  captured,
  declined,
  delivered,
  dispatched,
  outOfStock,
  refunded,
  released,
  reserved,
  scheduled,
  shipmentCanceled,
  shipmentRefused,
  storyOn,
  voided,
} from './order.stories.fixtures.ts';

const confirmed = [reserved, captured, scheduled] as const;

describeOwner({
  catalog,
  file: 'services/order/app/src/order.messages.contract.spec.ts',
  stories: {
    'an order that is delivered': async (bench) => {
      await (await storyOn(bench).place()).hear(...confirmed, dispatched, delivered);
    },
    'one whose dispatch is never heard of': async (bench) => {
      await (await storyOn(bench).place()).hear(...confirmed, delivered);
    },
    'one that is out of stock': async (bench) => {
      await (await storyOn(bench).place()).hear(outOfStock);
    },
    'one whose payment is declined': async (bench) => {
      await (await storyOn(bench).place()).hear(reserved, declined, released);
    },
    'one that is never paid': async (bench) => {
      const story = await (await storyOn(bench).place()).hear(reserved);
      await (await story.wait('AwaitingPayment')).hear(voided, released);
    },
    'one that cannot be shipped': async (bench) => {
      await (await storyOn(bench).place()).hear(reserved, captured, shipmentRefused, refunded, released);
    },
    'one that its customer cancels, and says why': async (bench) => {
      const story = await (await storyOn(bench).place()).hear(...confirmed);
      await (await story.cancel('changed my mind')).hear(shipmentCanceled, refunded, released);
    },
    'one that its customer cancels too late': async (bench) => {
      const story = await (await storyOn(bench).place()).hear(...confirmed);
      await (await story.cancel(null)).hear(cancellationRefused, dispatched);
    },
    'one that an operator undoes': async (bench) => {
      const story = await (await storyOn(bench).place()).hear(reserved, captured);
      await (await story.undo()).hear(shipmentCanceled, refunded, released);
    },
    'one whose answers do not come': async (bench) => {
      const story = await (await storyOn(bench).place()).wait('AwaitingStock');
      await (await story.hear(reserved, captured)).wait('AwaitingShipment');
    },
  },
});
