import { runService } from '@tidemark/platform';
import { inventoryService } from './inventory.module.ts';

await runService(inventoryService);
