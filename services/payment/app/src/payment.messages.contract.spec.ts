import { describeOwner } from '@tidemark/pacts';
import { catalog } from './payment.catalog.ts';
import { capture, captured, declined, refund, refunded, tell, voided } from './payment.stories.fixtures.ts';

describeOwner({
  catalog,
  file: 'services/payment/app/src/payment.messages.contract.spec.ts',
  stories: {
    'money that is taken and given back': (bench) => tell(bench, capture, captured, refund, refunded, refund),
    'money that is refused': (bench) => tell(bench, capture, declined, capture, refund),
    'a refund that overtakes its capture': (bench) => tell(bench, refund, capture),
    'a charge that is voided before it is taken': (bench) => tell(bench, capture, refund, voided),
  },
});
