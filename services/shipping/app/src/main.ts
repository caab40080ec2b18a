import { runService } from '@tidemark/platform';
import { shippingService } from './shipping.module.ts';

await runService(shippingService);
