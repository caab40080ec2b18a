import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { measureAnchors } from './anchors.ts';
import { auditOf } from './audit.ts';
import { awaitCalm } from './calm.ts';
import type { Step } from './capacity.ts';
import { judgeStep, nextRate } from './capacity.ts';
import { openWitness } from './commit-witness.ts';
import { idleCores, memoryOf } from './idle.ts';
import { startGenerator } from './load.ts';
import { machineNow } from './machine.ts';
import type { Instruments, Measurement } from './measure.ts';
import { measure } from './measure.ts';
import type { Options } from './options.ts';
import type { OwnShop } from './own-shop.ts';
import { startShopOf } from './own-shop.ts';
import type { Findings } from './report.ts';
import { scheduleOf } from './schedule.ts';
import { openCounters } from './snapshot.ts';
import { stockShelves } from './stocking.ts';
import type { Target } from './target.ts';
import { NoShop, targetOn, usualDataDir } from './target.ts';

export type Say = (line: string) => void;

const CLONE = fileURLToPath(new URL('../../..', import.meta.url));
const CALM_WITHIN_SECONDS = 60;
const SETTLES_WITHIN_SECONDS = 10;
const FLOOD = { connections: 32, seconds: 5 } as const;

/** A shop with everything that a measurement needs, opened once. */
export interface Bench {
  readonly instruments: Instruments;
  readonly coldStartSeconds: number | undefined;
  /** Stops the shop, too, where it is our own. Safe to call again. */
  readonly close: () => Promise<void>;
}

/** The shop that the options mean, with the instruments ready. Fails with {@link NoShop} when there is none. */
export const openBench = async (options: Options, say: Say, signal?: AbortSignal): Promise<Bench> => {
  const own = await ownShopFor(options, say, signal);
  const target = own?.target ?? (await targetOn(options.dataDir ?? usualDataDir()));
  if (target === undefined) throw new NoShop(`No shop runs on ${options.dataDir ?? usualDataDir()}.`);
  return benchOn(target, own, options.maxSlipMs);
};

const ownShopFor = async (options: Options, say: Say, signal?: AbortSignal): Promise<OwnShop | undefined> => {
  if (options.dataDir !== undefined) return undefined;
  if (!options.own && (await targetOn(usualDataDir())) !== undefined) return undefined;
  say('starting a shop on throw-away data');
  return startShopOf(CLONE, say, signal);
};

/** The instruments on a shop; closing them stops it where it is our own. */
export const benchOn = async (target: Target, own: OwnShop | undefined, maxSlipMs: number): Promise<Bench> => {
  const generator = startGenerator();
  const counters = await openCounters(target, { generator: generator.pid, bench: process.pid });
  const witness = await openWitness(target.adminUrl);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    generator.stop();
    await Promise.allSettled([counters.close(), witness.close()]);
    await own?.stop();
  };
  return {
    instruments: { target, generator, counters, witness, maxSlipMs, calmWithinSeconds: CALM_WITHIN_SECONDS },
    coldStartSeconds: own?.coldStartSeconds,
    close: () => (closing ??= close()),
  };
};

/** One load, or the search for the highest that holds, with everything that is measured beside it. */
export const runBench = async (options: Options, bench: Bench, say: Say, signal?: AbortSignal): Promise<Findings> => {
  const { instruments, coldStartSeconds } = bench;
  const { target, generator } = instruments;
  const machine = machineNow();
  say(`seed ${options.seed}`);
  await stockShelves(target, options.skuCount);
  // What the shop still has to do with its new products, or with somebody's last order, is no idling.
  if (options.idleSeconds > 0) await awaitCalm(target, SETTLES_WITHIN_SECONDS);
  const idle = options.idleSeconds > 0 ? await idleCores(target, options.idleSeconds) : undefined;
  if (options.anchors) say('measuring the anchors');
  const anchors = options.anchors ? await measureAnchors(target, generator, options.seed) : undefined;
  const { measurement, steps } =
    options.work === 'capacity'
      ? await findCapacity(options, instruments, say)
      : { measurement: await loadOnce(options, options.rate, instruments, say), steps: undefined };
  const acceptedPerSecond = options.accept ? await flood(options, instruments, say) : undefined;
  const pssMiB = await memoryOf(target);
  say('auditing');
  const audit = await auditOf(target, measurement.answered, { signal });
  return {
    machine,
    measurement,
    pssMiB,
    generatorIsPreferred: generator.isPreferred,
    ...(idle !== undefined && { idleCores: idle }),
    ...(coldStartSeconds !== undefined && { coldStartSeconds }),
    ...(acceptedPerSecond !== undefined && { acceptedPerSecond }),
    ...(anchors !== undefined && { anchors }),
    ...(steps !== undefined && { steps }),
    ...(audit !== undefined && { audit }),
  };
};

type Load = Pick<Options, 'warmupSeconds' | 'seconds' | 'mix' | 'seed' | 'skuCount'>;

/** Says what is sent, sends it and measures. */
export const loadOnce = (
  { warmupSeconds, seconds, mix, seed, skuCount }: Load,
  rate: number,
  on: Instruments,
  say: Say,
) => {
  say(`${rate} orders/s of the mix "${mix}" for ${warmupSeconds} s and ${seconds} s`);
  return measure({ rate, warmupSeconds, seconds, mix, seed, skuCount }, on);
};

/** The highest step that held, measured; or the last that did not, when none held. */
export const findCapacity = async (
  options: Load & Pick<Options, 'rate'>,
  instruments: Instruments,
  say: Say,
): Promise<{ measurement: Measurement; steps: readonly Step[] }> => {
  const steps: (Step & { readonly measurement: Measurement })[] = [];
  for (let rate = nextRate(steps, options.rate); rate !== undefined; rate = nextRate(steps, options.rate)) {
    // Other arrivals in each step, of the one seed.
    const measurement = await loadOnce({ ...options, seed: options.seed + steps.length }, rate, instruments, say);
    const verdict = judgeStep(measurement);
    say(`  ${verdict.holds ? 'holds' : verdict.reasons.join('; ')}`);
    steps.push({ rate, verdict, measurement });
    if (measurement.calm.unrest.length > 0) break;
  }
  const held = steps.filter(({ verdict }) => verdict.holds).toSorted((a, b) => b.rate - a.rate);
  const best = held[0] ?? steps.at(-1);
  if (best === undefined) throw new Error('No step was made.');
  return { measurement: best.measurement, steps: steps.map(({ rate, verdict }) => ({ rate, verdict })) };
};

/** How many POSTs a second are accepted when clients wait for nothing but the answer; their orders end before it does. */
const flood = async (
  { seed, skuCount }: Load,
  { generator, target, calmWithinSeconds }: Instruments,
  say: Say,
): Promise<number> => {
  say(`as many POSTs as ${FLOOD.connections} connections are answered`);
  const plan = { rate: 1_000, seconds: 1, warmupSeconds: 0, mix: 'happy', seed, skuCount } as const;
  await generator.prepare(
    `${target.urls['order'] ?? ''}/orders`,
    scheduleOf({ ...plan, runId: `flood-${randomUUID()}` }),
  );
  const { accepted, seconds } = await generator.flood(FLOOD.connections, FLOOD.seconds);
  await awaitCalm(target, calmWithinSeconds);
  return accepted / seconds;
};
