import { runService } from '@tidemark/platform';
import { paymentService } from './payment.module.ts';

await runService(paymentService);
