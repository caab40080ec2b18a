/** The slot, as Postgres tells of it. */
export interface SlotLook {
  readonly found: boolean;
  /** `reserved`, `extended`, `unreserved`, `lost`; null of a slot that is absent, or that never was read. */
  readonly walStatus: string | null;
  /** The place in the log that the reader has confirmed. */
  readonly confirmed: string | null;
  readonly readNow: boolean;
  /** Committed and not confirmed. */
  readonly lagBytes: number;
  /** What the slot keeps the server from recycling. */
  readonly keptBytes: number;
  /** The most it may keep, after which it is lost; null when nothing limits it. */
  readonly capBytes: number | null;
  /** How long the oldest probe that is not confirmed has waited. */
  readonly waitingMs: number;
}

/** The connector, as Connect tells of it. `absent`: Connect knows of none. */
export interface ConnectorLook {
  readonly connector: string;
  readonly tasks: readonly string[];
  /** What a failed one says, on one line. */
  readonly trace: string;
  /** How far Connect has written down that Kafka has everything; it moves within a large transaction, too. */
  readonly offsets: string;
}

/** What is wrong, and thereby what is done about it. */
export type Diagnosis =
  | { readonly kind: 'well' }
  /** On its way from one state to another, or draining; time heals it. */
  | { readonly kind: 'settling'; readonly why: string }
  | { readonly kind: 'slot-gone'; readonly why: string }
  | { readonly kind: 'idle'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'standing-still'; readonly why: string }
  /** Bootstrap makes the connector, which has its configuration; the watchdog can only say so. */
  | { readonly kind: 'no-connector'; readonly why: string }
  | { readonly kind: 'no-answer'; readonly why: string };

/** What has to be remembered from one look to the next. Times are of one monotonic clock. */
export interface Memory {
  readonly confirmed: string | null;
  readonly offsets: string;
  /** When `confirmed` changed last, or something was repaired, or it could not be seen that the connector runs. */
  readonly confirmedAt: number;
  /** The same of `confirmed` or `offsets`. */
  readonly movedAt: number;
  /** Since when the connector has been neither running nor failed nor idle; undefined while it is one of those. */
  readonly settlingSince: number | undefined;
  /** Repairs since something was confirmed: the more, the rarer they are, and the longer each is given to help. */
  readonly repairs: number;
  /** Not before this is anything repaired again. */
  readonly restUntil: number;
}

export interface Looks {
  /** Undefined when Postgres did not answer. */
  readonly slot: SlotLook | undefined;
  /** Undefined when Connect did not answer. */
  readonly connector: ConnectorLook | undefined;
}

/** How often a repair that does not help is made again, at the least. */
const MOST_PATIENCE_MS = 300_000;
const FIRST_REST_MS = 1_000;

export const freshMemory = (now: number): Memory => ({
  confirmed: null,
  offsets: '',
  confirmedAt: now,
  movedAt: now,
  settlingSince: undefined,
  repairs: 0,
  restUntil: now,
});

/** Notes what has changed since the last look. */
export const remember = (memory: Memory, { slot, connector }: Looks, now: number): Memory => {
  const state = connector && stateOf(connector);
  const settlingSince = state === 'settling' ? (memory.settlingSince ?? now) : undefined;
  const offsets = connector?.offsets ?? memory.offsets;
  const seen = { ...memory, offsets, settlingSince };
  if (slot !== undefined && slot.confirmed !== memory.confirmed) {
    return { ...seen, confirmed: slot.confirmed, confirmedAt: now, movedAt: now, repairs: 0, restUntil: now };
  }
  // Time counts only while it could be seen that the connector runs: one that comes back has all of it.
  if (slot === undefined || state !== 'running') return { ...seen, confirmedAt: now, movedAt: now };
  return offsets === memory.offsets ? seen : { ...seen, movedAt: now };
};

/** After a repair everything has its time again, and twice as much of it: what is slow must not be cut off for ever. */
export const afterRepair = (memory: Memory, now: number): Memory => ({
  ...memory,
  confirmedAt: now,
  movedAt: now,
  settlingSince: undefined,
  repairs: memory.repairs + 1,
  restUntil: now + doubled(FIRST_REST_MS, memory.repairs),
});

const doubled = (ms: number, times: number): number => Math.min(ms * 2 ** times, MOST_PATIENCE_MS);

/**
 * Broken is: a slot that is absent or lost, a state that is not RUNNING, and a slot that has confirmed nothing for as long
 * as it may while probes wait. A backlog that drains confirms something all the time, or at least moves Connect's offsets
 * where it is one large transaction, so it is not broken.
 */
export const diagnose = ({ slot, connector }: Looks, memory: Memory, now: number, standstillMs: number): Diagnosis => {
  if (slot === undefined) return { kind: 'no-answer', why: 'Postgres does not answer' };
  if (connector === undefined) return { kind: 'no-answer', why: 'Connect does not answer' };
  if (!slot.found) return { kind: 'slot-gone', why: 'there is no slot' };
  if (slot.walStatus === 'lost') return { kind: 'slot-gone', why: 'the slot is lost: it kept more than it may' };
  const states = `connector ${connector.connector}, tasks ${connector.tasks.join(' ') || 'none'}`;
  const state = stateOf(connector);
  const patienceMs = doubled(standstillMs, memory.repairs);
  switch (state) {
    case 'absent':
      return { kind: 'no-connector', why: 'Connect has no such connector' };
    case 'failed':
      return { kind: 'failed', why: `${states}: ${connector.trace}` };
    case 'idle':
      return { kind: 'idle', why: states };
    case 'settling':
      return now - (memory.settlingSince ?? now) >= patienceMs
        ? { kind: 'standing-still', why: states }
        : { kind: 'settling', why: states };
    case 'running':
      return standsStill(slot, unmovedMs(memory, now), patienceMs);
    default:
      return assertNever(state);
  }
};

/** What only Connect's own offsets say to move may take six times as long: a slot that never confirms is found, too. */
const unmovedMs = ({ confirmedAt, movedAt }: Memory, now: number): number =>
  Math.max(now - movedAt, (now - confirmedAt) / 6);

const standsStill = ({ confirmed, waitingMs }: SlotLook, unmoved: number, patienceMs: number): Diagnosis => {
  const stillMs = Math.min(unmoved, waitingMs);
  if (stillMs < patienceMs) return { kind: 'well' };
  const seconds = (stillMs / 1_000).toFixed(0);
  return {
    kind: 'standing-still',
    why: `RUNNING, yet nothing confirmed beyond ${confirmed ?? 'nothing'} for ${seconds} s`,
  };
};

type ConnectorState = 'absent' | 'failed' | 'idle' | 'settling' | 'running';

const stateOf = ({ connector, tasks }: ConnectorLook): ConnectorState => {
  const states = [connector, ...tasks];
  if (connector === 'absent') return 'absent';
  if (states.includes('FAILED')) return 'failed';
  if (connector === 'PAUSED' || connector === 'STOPPED') return 'idle';
  return tasks.length > 0 && states.every((state) => state === 'RUNNING') ? 'running' : 'settling';
};

const assertNever = (state: never): never => {
  throw new Error(`No such state: ${String(state)}`);
};
