import { setTimeout as sleep } from 'node:timers/promises';
import { Shop } from '@tidemark/local';
import { containment, MOST_MIB } from './containment.ts';
import { docker, linesOf } from './docker.ts';
import { imageSizes, rebuildSeconds } from './images.ts';
import { inWords, OrderLoad, SKU } from './order-load.ts';
import { auditAll, tellStories } from './programs.ts';
import type { Progress } from './progress.ts';
import { secondsSince } from './progress.ts';
import type { Project } from './project.ts';
import { crash } from './project.ts';

const ORDER_EVERY_MS = 500;
const PIECES = 100_000;
/** Some orders are on their way when the blow comes, and some are placed while the container is away. */
const BEFORE_THE_BLOW_MS = 1_500;

/** One instance of each: built, started, used, and every container of it killed and restarted in the middle of orders. */
export const oneOfEach = async (project: Project, progress: Progress): Promise<void> => {
  await progress.step('building the images', () => project.compose('build'));
  const { largestMB, togetherMB } = await imageSizes();
  progress.figure('the largest image of a service', largestMB, 'MB', 350);
  progress.figure('images of all services, shared layers once', togetherMB, 'MB', 600);
  await firstOrder(project, progress);
  await measureMemory(project, progress);
  await checkContainment(project, progress);
  const stories = await progress.step('the demo', () => tellStories(project));
  progress.say(`${String(stories)} stories ended as they must`);
  await surviveBlows(project, progress);
  await progress.step('up once more, on what runs', () => project.compose('up', '--detach', '--wait'));
  progress.say(await progress.step('the audit', () => auditAll(project)));
  progress.figure('rebuild after a change in one service', await rebuildSeconds(), 's', 30);
};

/** The targets are counted from `up`, with images built. */
const firstOrder = async (project: Project, progress: Progress): Promise<void> => {
  const began = performance.now();
  await progress.step('up, until everything is well', () => project.compose('up', '--detach', '--wait', '--no-build'));
  const shop = new Shop(await project.urls());
  await shop.stock(SKU, PIECES);
  const order = await shop.order([{ sku: SKU, quantity: 1 }]);
  await shop.until(order, 'Confirmed');
  progress.figure('first order Confirmed after up', (performance.now() - began) / 1_000, 's', 90);
};

const measureMemory = async (project: Project, progress: Progress): Promise<void> => {
  const names = (await project.running()).map(({ name }) => name);
  const text = await docker(['stats', '--no-stream', '--format', '{{.MemUsage}}', ...names]);
  const used = linesOf(text).reduce((sum, line) => sum + mebibytes(line.split('/')[0] ?? ''), 0);
  progress.figure('memory of the stack, after one order', used, 'MiB', MOST_MIB);
};

const UNITS: Readonly<Record<string, number>> = { B: 1 / 1_048_576, KiB: 1 / 1_024, MiB: 1, GiB: 1_024 };

const mebibytes = (text: string): number => {
  const [, value = '0', unit = 'B'] = /([\d.]+)\s*(\w+)/u.exec(text) ?? [];
  return Number(value) * (UNITS[unit] ?? 0);
};

export const checkContainment = async (project: Project, progress: Progress): Promise<void> => {
  const { complaints, limitsMiB } = await containment(project);
  if (complaints.length > 0) throw new Error(complaints.join('; '));
  progress.say('every container is contained: no root, no capabilities, no secret in its environment, loopback only');
  progress.say(`their memory limits add up to ${limitsMiB.toFixed(0)} MiB`);
};

/** Crashes each container, then restarts each, while orders come in; then follows every order to its end. */
const surviveBlows = async (project: Project, progress: Progress): Promise<void> => {
  const addresses = await project.urlsOf('order');
  const load = new OrderLoad(() => addresses, ORDER_EVERY_MS);
  load.start();
  try {
    for (const { name } of await project.running()) {
      await sleep(BEFORE_THE_BLOW_MS);
      const crashed = Date.now();
      await crash(name);
      await project.healed(name, crashed);
      const back = `${name} crashed and was well again after ${((Date.now() - crashed) / 1_000).toFixed(1)} s`;
      await sleep(BEFORE_THE_BLOW_MS);
      const restarted = Date.now();
      await docker(['restart', '--time', '20', name]);
      await project.healed(name, restarted);
      progress.say(`${back}; restarted and well after ${((Date.now() - restarted) / 1_000).toFixed(1)} s`);
    }
  } finally {
    await followToTheEnd(load, progress);
  }
};

/** Stops a load and waits for the end of each of its orders. */
export const followToTheEnd = async (load: OrderLoad, progress: Progress): Promise<void> => {
  const began = performance.now();
  const orders = await load.stop();
  const ends = await load.ends(orders);
  progress.say(`${String(orders.length)} orders: ${inWords(ends)}; the last was followed for ${secondsSince(began)}`);
};
