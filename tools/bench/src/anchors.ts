import type { CdcAnchor } from './anchor-cdc.ts';
import { cdcAnchor } from './anchor-cdc.ts';
import type { FastifyAnchor } from './anchor-fastify.ts';
import { fastifyAnchor } from './anchor-fastify.ts';
import type { InsertAnchor } from './anchor-inserts.ts';
import { insertAnchor } from './anchor-inserts.ts';
import { rounded } from './histogram.ts';
import type { Generator } from './load.ts';
import type { Measurement } from './measure.ts';
import type { Target } from './target.ts';

/** What the machine, the database and the broker can do at most, measured beside the figures that stand on them. */
export interface Anchors {
  readonly inserts: InsertAnchor;
  /** The same from one client: what a commit takes when it waits for nobody. */
  readonly loneInsert: InsertAnchor;
  readonly cdc: CdcAnchor;
  readonly fastify: FastifyAnchor;
}

const SECONDS = 4;
const CLIENTS = 8;
const CONNECTIONS = 16;
const EVENTS_PER_SECOND = 140;

/** One after the other, on the shop's own parts, while the shop has nothing to do. */
export const measureAnchors = async (target: Target, generator: Generator, seed: number): Promise<Anchors> => ({
  inserts: await insertAnchor(target.adminUrl, CLIENTS, SECONDS),
  loneInsert: await insertAnchor(target.adminUrl, 1, SECONDS / 2),
  cdc: await cdcAnchor(target, EVENTS_PER_SECOND, SECONDS, seed),
  fastify: await fastifyAnchor(generator, CONNECTIONS, SECONDS, seed),
});

/** The figures in units of the anchors: these mean something on another machine, too. */
export const ratiosOf = (
  { ordersPerSecond, cdcMs, usage }: Pick<Measurement, 'ordersPerSecond' | 'cdcMs' | 'usage'>,
  acceptedPerSecond: number | undefined,
  { inserts, cdc, fastify }: Anchors,
): Readonly<Record<string, number>> => ({
  ordersPerInsert: ratio(ordersPerSecond, inserts.commitsPerSecond),
  ...(acceptedPerSecond !== undefined && { acceptedPerInsert: ratio(acceptedPerSecond, inserts.commitsPerSecond) }),
  cdcMedianPerBareCdc: ratio(cdcMs.p50, cdc.ms.p50),
  cpuPerOrderPerRequest: ratio(usage.cpuMsPerOrder['total'] ?? 0, fastify.cpuMsPerRequest),
});

const ratio = (value: number, anchor: number): number => (anchor === 0 ? 0 : rounded(value / anchor, 3));
