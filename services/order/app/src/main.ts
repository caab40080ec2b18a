import { runService } from '@tidemark/platform';
import { orderService } from './order.module.ts';

await runService(orderService);
