import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { layoutOf } from './layout.ts';
import { runningProcesses } from './pid-files.ts';
import { asIdentity, identityOf, isRunning } from './process-identity.ts';

/** Where each program of a shop answers, by its name: the services, psp-simulator, mail-catcher, watchdog. */
export type ShopUrls = Readonly<Record<string, string>>;

/** Where the parts that an audit reads listen; no password is among it. */
export interface ShopParts {
  readonly postgres: string;
  readonly kafka: string;
}

/** Writes into the data folder where the shop of this process answers, so that other programs find it. */
export function announceShop(dataDir: string, urls: ShopUrls, parts?: ShopParts): void {
  const { runningShop } = layoutOf(resolve(dataDir));
  mkdirSync(dirname(runningShop), { recursive: true });
  writeFileSync(`${runningShop}.new`, JSON.stringify({ ...identityOf(process.pid), urls, parts }), { mode: 0o600 });
  renameSync(`${runningShop}.new`, runningShop);
}

export function withdrawShop(dataDir: string): void {
  rmSync(layoutOf(resolve(dataDir)).runningShop, { force: true });
}

/**
 * Answers where the shop that runs on this data folder is; undefined when none runs.
 *
 * A launcher that was killed leaves its announcement behind: it counts only while exactly that process is running.
 */
export function findShop(dataDir: string): ShopUrls | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(layoutOf(resolve(dataDir)).runningShop, 'utf8'));
    const launcher = asIdentity(value);
    const { urls } = value as { readonly urls?: unknown };
    return launcher && isRunning(launcher) && areUrls(urls) ? urls : undefined;
  } catch {
    return undefined;
  }
}

/** The processes that run on this data folder now, by name; whoever is started again has another id. */
export function pidsOn(dataDir: string): Readonly<Record<string, number>> {
  const { run } = layoutOf(resolve(dataDir));
  return Object.fromEntries(runningProcesses(run).map(({ name, identity }) => [name, identity.pid]));
}

function areUrls(value: unknown): value is ShopUrls {
  return typeof value === 'object' && value !== null && Object.values(value).every((url) => typeof url === 'string');
}
