import { runService } from '@tidemark/platform';
import { notificationService } from './notification.module.ts';

await runService(notificationService);
