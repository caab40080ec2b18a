import { eventually } from '@tidemark/local';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';
import { untilWhole } from './until-whole.ts';

/**
 * The shared shop for whoever kills, freezes or starves its processes. A file that imports this runs after all others
 * (`breakers-last.ts`), and must wait for `leave` at its end: what it left broken is its own failure, not the next file's.
 */
export interface BreakableShop extends SharedShop {
  /** The process that has this name now; it has another id after each start. */
  readonly pidOf: (name: string) => number;
  /** Fails unless every process runs, is ready, and an order goes through; lets go of the database. */
  readonly leave: () => Promise<void>;
}

const WHOLE_AGAIN_WITHIN_MS = 60_000;

export const breakableShop = (): BreakableShop => {
  const running = sharedShop();
  const { shop, urls, query, pids, close } = running;
  const found = Object.keys(pids());
  const pidOf = (name: string): number => {
    const pid = pids()[name];
    if (pid === undefined) throw new Error(`No process of the shared shop is named ${name} now.`);
    return pid;
  };
  const leave = async (): Promise<void> => {
    const gone = (): readonly string[] => found.filter((name) => !(name in pids()));
    await eventually(
      () => `these processes to be started again: ${gone().join(', ')}`,
      () => Promise.resolve(gone().length === 0 ? true : undefined),
      WHOLE_AGAIN_WITHIN_MS,
    );
    await untilWhole({ shop, programs: Object.keys(urls), query });
    await shop.stock('unbroken', 1);
    await shop.until(await shop.order([{ sku: 'unbroken', quantity: 1 }]), 'Confirmed');
    await close();
  };
  return { ...running, pidOf, leave };
};
