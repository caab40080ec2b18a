import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { holdsWithin } from './poll.ts';
import { identityOf } from './process-identity.ts';
import type { StackHolder } from './stack-holder.fixtures.ts';
import { currentUserOf, startHolder } from './stack-holder.fixtures.ts';
import { throwawayData } from './throwaway-data.ts';

const PATIENCE_MS = 30_000;
const MINUTE = 60_000;

const nothingIsLeftOf = ({ dataDir, postgresPid }: StackHolder): Promise<boolean> =>
  holdsWithin(PATIENCE_MS, () => identityOf(postgresPid) === undefined && !existsSync(dataDir));

describe('a stack on throw-away data', () => {
  it(
    'is ended, and its data deleted, when the process that holds it is killed',
    async () => {
      const holder = await startHolder();
      expect(await currentUserOf(holder.url)).toBe('postgres');
      holder.process.kill('SIGKILL');
      expect(await nothingIsLeftOf(holder)).toBe(true);
    },
    MINUTE,
  );

  it(
    'is ended by the next that wants such data, when the guard was killed, too; the living are left alone',
    async () => {
      const [living, dying] = await Promise.all([startHolder(), startHolder()]);
      process.kill(dying.guardPid, 'SIGKILL');
      dying.process.kill('SIGKILL');
      await holdsWithin(PATIENCE_MS, () => identityOf(dying.process.pid ?? 0) === undefined);

      const next = await throwawayData();

      expect(await nothingIsLeftOf(dying)).toBe(true);
      expect(await currentUserOf(living.url)).toBe('postgres');
      await next.forget();
      expect(existsSync(next.dataDir)).toBe(false);
      expect(await living.end()).toBe(0);
      expect(await nothingIsLeftOf(living)).toBe(true);
    },
    MINUTE,
  );
});
