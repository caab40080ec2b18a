import type { Random } from '@tidemark/bench';
import { randomOf, wholeBelow } from '@tidemark/bench';
import type { CrashPoint } from '@tidemark/event-store';

/** What goes wrong, when, for how long. Times are milliseconds after the load began. */
export type Fault = { readonly atMs: number; readonly lengthMs: number } & Harm;

/** SIGKILL, or SIGSTOP and SIGCONT, of a process with everything it started. */
interface ToProcess<Kind extends string> {
  readonly kind: Kind;
  readonly target: string;
}

/** What a connection between two processes suffers. */
interface ToWire<Kind extends string> {
  readonly kind: Kind;
  readonly client: string;
  readonly server: string;
}

export type Harm =
  | ToProcess<'kill'>
  | ToProcess<'freeze'>
  /** Every process at once. */
  | { readonly kind: 'kill-everything' }
  /** A service is killed while the registry is away, and comes back before it. */
  | { readonly kind: 'start-without-registry'; readonly service: string }
  /** The service is restarted and dies when it passes the point for the pass-th time. */
  | { readonly kind: 'crash-point'; readonly service: string; readonly point: CrashPoint; readonly pass: number }
  /** Every connection is dropped, new ones too. */
  | ToWire<'cut'>
  /** What one side says does not arrive until it heals; the other side is heard. */
  | (ToWire<'one-way'> & { readonly silent: 'client' | 'server' })
  | (ToWire<'slow'> & { readonly delayMs: number })
  /** Each connection is reset in the middle of whatever is being said, after so many bytes to the server. */
  | (ToWire<'reset'> & { readonly afterBytes: number })
  | {
      readonly kind: 'provider';
      readonly errorRate: number;
      readonly latencyMs: number;
      readonly hang: boolean;
      readonly down: boolean;
    }
  /** The latest records of every topic come again, so many times. */
  | { readonly kind: 'duplicates'; readonly copies: number }
  /** All groups of the service forget how far they have read. */
  | { readonly kind: 'replay'; readonly service: string }
  /** Records that are no message, of every sort, on every topic. */
  | { readonly kind: 'poison'; readonly each: number }
  /** Messages in due form that say what cannot be: the handler throws each time it is asked. */
  | { readonly kind: 'unlawful'; readonly messages: number }
  /** The replication slot is dropped under its reader. */
  | { readonly kind: 'slot-dropped' };

export type FaultKind = Harm['kind'];

/** A schedule is data: everything that a run does is in it, and all of it comes from the seed. */
export interface Schedule {
  readonly seed: number;
  readonly orders: number;
  /** Orders per second, on average. */
  readonly rate: number;
  /** In the order of striking. */
  readonly faults: readonly Fault[];
}

/** What there is to be broken. */
export interface Shape {
  /** Names of the services. */
  readonly services: readonly string[];
  readonly orders: number;
  readonly rate: number;
}

/** In turns of the lot: a kind that stands twice is drawn twice as often. */
export const drawnKinds = [
  ...(['kill', 'kill', 'kill', 'kill', 'freeze', 'freeze', 'crash-point', 'crash-point', 'crash-point'] as const),
  ...(['cut', 'cut', 'one-way', 'one-way', 'slow', 'reset', 'reset', 'provider', 'duplicates', 'replay'] as const),
  ...(['poison', 'unlawful', 'start-without-registry', 'kill-everything', 'slot-dropped'] as const),
] satisfies readonly FaultKind[];

const MOST_FAULTS = 5;

/** Draws a schedule. The same seed and shape give the same schedule; no two faults of one have the same target. */
export const scheduleOf = (seed: number, shape: Shape): Schedule => {
  const { orders, rate } = shape;
  const random = randomOf(seed);
  const loadMs = (orders / rate) * 1_000;
  const wanted = 2 + wholeBelow(random, MOST_FAULTS - 1);
  const faults = new Map<string, Fault>();
  for (let drawn = 0; drawn < wanted; drawn += 1) {
    const { lengthMs, ...harm } = harmOf(random, oneOf(random, drawnKinds), shape);
    const target = targetOf(harm);
    // The first of the load is let through, so that the fault meets orders on every step of their way.
    const atMs = Math.round(between(random, 0.1, 0.7) * loadMs);
    if (!faults.has(target)) faults.set(target, { atMs, lengthMs, ...harm });
  }
  return { seed, orders, rate, faults: [...faults.values()].toSorted((a, b) => a.atMs - b.atMs) };
};

/** What no order can be taken without. */
export const NEEDED_TO_ORDER = new Set(['order', 'postgres']);
const BEFORE_MS = 5_000;

/**
 * Schedules of one kill each: of every service and part, started again at once; or, when they are to be away for a while,
 * of those that orders can be taken without. Orders come before, meanwhile and for a while after.
 */
export const eachKilled = (seed: number, { services, orders, rate }: Shape, awayMs: number): readonly Schedule[] =>
  [...services, ...PARTS]
    .filter((target) => awayMs === 0 || !NEEDED_TO_ORDER.has(target))
    .map((target, index) => ({
      seed: seed + index,
      orders: Math.max(orders, Math.ceil((rate * (2 * BEFORE_MS + awayMs)) / 1_000)),
      rate,
      faults: [{ kind: 'kill', target, atMs: BEFORE_MS, lengthMs: awayMs }],
    }));

/** Two faults with one target would heal each other. */
export const targetOf = (harm: Harm): string => {
  switch (harm.kind) {
    case 'kill':
    case 'freeze':
      return harm.target;
    case 'crash-point':
    case 'replay':
      return harm.service;
    case 'start-without-registry':
      return 'registry';
    case 'cut':
    case 'one-way':
    case 'slow':
    case 'reset':
      return `${harm.client} → ${harm.server}`;
    case 'kill-everything':
    case 'provider':
    case 'duplicates':
    case 'poison':
    case 'unlawful':
    case 'slot-dropped':
      return harm.kind;
  }
};

const PARTS = ['postgres', 'kafka', 'connect', 'registry'];
const PROVIDER = 'psp-simulator';
const WATCHDOG = 'watchdog';

/** The connections that are led through a proxy. */
export const wiresOf = (
  services: readonly string[],
): readonly { readonly client: string; readonly server: string }[] => [
  ...[...services, 'connect'].flatMap((client) => [
    { client, server: 'postgres' },
    { client, server: 'kafka' },
  ]),
  ...services.flatMap((client) => ['registry', PROVIDER, 'mail-catcher'].map((server) => ({ client, server }))),
];

/** Those that something is said on all the time. */
const busyWires = (services: readonly string[]) => [
  ...wiresOf(services).filter(({ server }) => server === 'postgres' || server === 'kafka'),
  { client: 'payment', server: PROVIDER },
  { client: 'notification', server: 'mail-catcher' },
];

const harmOf = (random: Random, kind: FaultKind, { services }: Shape): Harm & { readonly lengthMs: number } => {
  const lengthMs = (least: number, most: number): number => Math.round(between(random, least, most));
  switch (kind) {
    case 'kill':
      return {
        kind,
        target: oneOf(random, [...services, ...PARTS, PROVIDER, WATCHDOG]),
        lengthMs: lengthMs(200, 8_000),
      };
    case 'freeze':
      // Longer than the session of 6 s: the broker has given the zombie's partitions away when it wakes up.
      return {
        kind,
        target: oneOf(random, [...services, ...services, ...PARTS, PROVIDER]),
        lengthMs: lengthMs(11_000, 14_000),
      };
    case 'kill-everything':
      return { kind, lengthMs: lengthMs(200, 3_000) };
    case 'start-without-registry':
      return { kind, service: oneOf(random, services), lengthMs: lengthMs(5_000, 10_000) };
    case 'crash-point':
      return { kind, ...crashOf(random, services), lengthMs: 12_000 };
    case 'cut':
      return { kind, ...oneOf(random, busyWires(services)), lengthMs: lengthMs(500, 12_000) };
    case 'one-way':
      return {
        kind,
        ...oneOf(random, busyWires(services)),
        silent: oneOf(random, ['client', 'server']),
        lengthMs: lengthMs(2_000, 14_000),
      };
    case 'slow':
      return {
        kind,
        ...oneOf(random, busyWires(services)),
        delayMs: lengthMs(20, 400),
        lengthMs: lengthMs(3_000, 10_000),
      };
    case 'reset':
      return {
        kind,
        ...oneOf(random, busyWires(services)),
        afterBytes: 2_000 + wholeBelow(random, 60_000),
        lengthMs: lengthMs(3_000, 10_000),
      };
    case 'provider':
      return { kind, ...providerFault(random), lengthMs: lengthMs(3_000, 8_000) };
    case 'duplicates':
      return { kind, copies: oneOf(random, [1, 4]), lengthMs: 0 };
    case 'replay':
      return { kind, service: oneOf(random, services), lengthMs: 0 };
    case 'poison':
      return { kind, each: 1 + wholeBelow(random, 3), lengthMs: 0 };
    case 'unlawful':
      return { kind, messages: 5 + wholeBelow(random, 36), lengthMs: 0 };
    case 'slot-dropped':
      return { kind, lengthMs: 0 };
  }
};

/** Only the service of the fulfillment undoes, and only those with outside calls make any. */
const crashOf = (random: Random, services: readonly string[]) => {
  const anywhere = ['after-fetch', 'after-begin', 'commit-in-flight', 'after-commit'] as const;
  const places = [
    ...services.flatMap((service) => anywhere.map((point) => ({ service, point }))),
    ...['payment', 'payment', 'notification'].map((service) => ({ service, point: 'after-call' as const })),
    ...['order', 'order', 'order'].map((service) => ({ service, point: 'between-undos' as const })),
  ];
  return { ...oneOf(random, places), pass: 1 + wholeBelow(random, 12) };
};

const providerFault = (random: Random) => {
  const none = { errorRate: 0, latencyMs: 0, hang: false, down: false };
  return oneOf(random, [
    { ...none, errorRate: 0.7 },
    { ...none, latencyMs: 1_500 },
    { ...none, hang: true },
    { ...none, down: true },
  ]);
};

const between = (random: Random, least: number, most: number): number => least + random() * (most - least);

const oneOf = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[wholeBelow(random, items.length)];
  if (item === undefined) throw new Error('Nothing to choose from.');
  return item;
};

/** One line for people: what, to what, when and for how long. */
export const faultInWords = ({ atMs, lengthMs, ...harm }: Fault): string => {
  const { kind, ...details } = harm;
  const told = Object.entries<string | number | boolean>(details).flatMap(([name, value]) => {
    if (value === false || value === 0) return [];
    if (value === true) return [name];
    return [typeof value === 'number' ? `${name} ${value}` : value];
  });
  const length = lengthMs > 0 ? ` for ${(lengthMs / 1_000).toFixed(1)} s` : '';
  return `${(atMs / 1_000).toFixed(1)} s ${[kind, ...told].join(' ')}${length}`;
};
