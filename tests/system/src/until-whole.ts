import type { Shop } from '@tidemark/local';
import { eventually } from '@tidemark/local';
import type { Query } from './database.ts';

const WHOLE_WITHIN_MS = 60_000;

/** Each of these programs has what it needs, and the slot has a reader; else says in the end what was still missing. */
export const untilWhole = async ({
  shop,
  programs,
  query,
}: {
  readonly shop: Shop;
  readonly programs: readonly string[];
  readonly query: Query;
}): Promise<void> => {
  let missing: readonly string[] = [];
  await eventually(
    () => `the shop to be whole again; still missing: ${missing.join(', ')}`,
    async () => {
      const asked = await Promise.all(
        programs.map(async (name) => {
          const answer = await shop.get(name, '/health/ready').catch(() => undefined);
          return answer?.ok === true ? [] : [`${name} is not ready`];
        }),
      );
      const slot = await query<{ active: boolean }>(
        'public',
        'select active from pg_replication_slots where slot_name = current_database()',
      ).catch(() => []);
      missing = [...asked.flat(), ...(slot[0]?.active === true ? [] : ['a reader of the slot'])];
      return missing.length === 0 ? true : undefined;
    },
    WHOLE_WITHIN_MS,
  );
};
