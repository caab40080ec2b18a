import { eventually } from '@tidemark/local';
import type { Strike } from './fault.ts';

/** While the service is away for a moment, its groups forget how far they have read: everything comes again. */
export const replay: Strike<'replay'> = async ({ service }, { processes, groups, kafka }) => {
  processes.hold(service);
  const admin = kafka.admin();
  let note: string | undefined;
  try {
    await processes.end(service);
    await admin.connect();
    const names = groups.filter((group) => group.service === service).map(({ group }) => group);
    await eventually(
      `the groups of ${service} to be forgotten`,
      () =>
        admin.deleteGroups(names).then(
          () => true,
          () => undefined,
        ),
      20_000,
    );
  } catch (error) {
    // Another fault may have taken the broker: then nothing was forgotten, and nothing comes again.
    note = `no replay: ${String(error)}`;
  } finally {
    processes.letGo(service);
    await admin.disconnect().catch(() => undefined);
  }
  return () => Promise.resolve(note);
};
