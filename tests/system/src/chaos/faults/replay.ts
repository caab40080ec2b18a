import type { Strike } from './fault.ts';
import { untilDone } from './fault.ts';

/** While the service is away for a moment, its groups forget how far they have read: everything comes again. */
export const replay: Strike<'replay'> = async ({ service }, { processes, groups, kafka }) => {
  processes.hold(service);
  const admin = kafka.admin();
  const names = groups.filter((group) => group.service === service).map(({ group }) => group);
  try {
    await processes.end(service);
    // Another fault may have taken the broker, and a session that is not over keeps its group.
    await untilDone(async () => {
      await admin.connect();
      await admin.deleteGroups(names);
    });
  } finally {
    processes.letGo(service);
    await admin.disconnect().catch(() => undefined);
  }
  return () => Promise.resolve(undefined);
};
