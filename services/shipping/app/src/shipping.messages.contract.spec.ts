import { describeOwner } from '@tidemark/pacts';
import { catalog } from './shipping.catalog.ts';
import { cancel, confirmed, deliver, dispatch, schedule, scheduleAbroad, tell } from './shipping.stories.fixtures.ts';

describeOwner({
  catalog,
  file: 'services/shipping/app/src/shipping.messages.contract.spec.ts',
  stories: {
    'a shipment that is delivered': (bench) => tell(bench, schedule, confirmed, dispatch, deliver),
    'one that goes where nothing is shipped': (bench) => tell(bench, scheduleAbroad),
    'one that is canceled': (bench) => tell(bench, schedule, cancel),
    'a cancellation that overtakes it': (bench) => tell(bench, cancel, schedule),
    'a cancellation that is too late': (bench) => tell(bench, schedule, confirmed, dispatch, cancel),
  },
});
