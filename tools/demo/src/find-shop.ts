import { fileURLToPath } from 'node:url';
import type { Reporter } from '@tidemark/local';
import { findShop, localDurations, startSystem, throwawayData } from '@tidemark/local';
import { CannotTell } from './cannot-tell.ts';
import { get } from './http.ts';
import { urlOptionOf } from './options.ts';
import type { ProgramUrls } from './shop.ts';
import { programNames } from './shop.ts';

/** A shop to tell stories in. */
export interface FoundShop {
  readonly urls: ProgramUrls;
  readonly isOwn: boolean;
  /** Stops what was started for the demo, and nothing else. */
  readonly leave: () => Promise<void>;
}

const CLONE = fileURLToPath(new URL('../../..', import.meta.url));

/** The data folder of `npm start`, which knows whether a shop runs on it. */
const dataDir = (): string => process.env['TIDEMARK_DATA'] ?? `${CLONE}.tidemark`;

/**
 * The shop that was named, else the one that `npm start` runs, else one that is started for the demo.
 *
 * Fails with {@link CannotTell} when a program of the named one does not answer.
 */
export const shopFor = async (
  named: ProgramUrls | undefined,
  report: Reporter,
  signal: AbortSignal,
): Promise<FoundShop> => {
  const urls = named ?? findShop(dataDir());
  if (urls === undefined) return startOwn(report, signal);
  await requireAll(urls);
  return { urls, isOwn: false, leave: () => Promise.resolve() };
};

const startOwn = async (report: Reporter, signal: AbortSignal): Promise<FoundShop> => {
  report({ type: 'note', text: 'no shop runs here: starting one on free ports and throw-away data' });
  const data = await throwawayData();
  try {
    const environment = localDurations(process.env);
    const system = await startSystem({ dataDir: data.dataDir, ports: 'free', environment, report, signal });
    const leave = async (): Promise<void> => {
      await system.stop();
      await data.forget();
    };
    return { urls: system.urls as unknown as ProgramUrls, isOwn: true, leave };
  } catch (error) {
    await data.forget();
    throw error;
  }
};

const requireAll = async (urls: ProgramUrls): Promise<void> => {
  for (const program of programNames) {
    const url = urls[program];
    const answer = await get(`${url}/health/live`).catch(() => undefined);
    if (answer?.status === 200) continue;
    const what = answer === undefined ? 'Nobody listens' : 'What listens is no part of Tidemark';
    throw new CannotTell(
      program === 'order'
        ? `${what} at ${url}: start the shop with "npm start" or "docker compose up", or leave --url out to have one started.`
        : `${what} at ${url}, where ${program} should be: name its address with ${urlOptionOf(program)}.`,
    );
  }
};
