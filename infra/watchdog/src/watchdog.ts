import { setTimeout as delay } from 'node:timers/promises';
import {
  connectorNameOf,
  connectorUrl,
  readOffsets,
  readStates,
  restartAll,
  restartFailed,
  resume,
  silenceConnector,
} from '@tidemark/bootstrap/capture';
import type { Logger } from 'pino';
import { CaptureDatabase } from './capture-database.ts';
import type { ConnectorLook, Diagnosis, Looks, Memory } from './diagnosis.ts';
import { afterRepair, diagnose, freshMemory, remember } from './diagnosis.ts';
import { Metrics } from './metrics.ts';
import type { WatchdogConfig } from './watchdog.config.ts';

const PRUNE_EVERY_MS = 60_000;
/** How long the connector may take to stop, before its slot is made again. */
const SILENCE_WITHIN_MS = 60_000;

/**
 * Keeps the change data capture alive: looks, says what is wrong, repairs it, and looks again.
 *
 * A repair that fails is told and made again, ever more rarely. While bootstrap runs nothing is repaired: it is the one
 * that changes things then. Several watchdogs at once are harmless.
 */
export class Watchdog {
  readonly metrics = new Metrics();
  readonly #config: WatchdogConfig;
  readonly #log: Logger;
  readonly #database: CaptureDatabase;
  readonly #connector: string;
  readonly #stopping = new AbortController();
  #memory: Memory = freshMemory(performance.now());
  #diagnosis: Diagnosis = { kind: 'no-answer', why: 'nothing has been looked at yet' };
  #pruneAt = performance.now();
  #running: Promise<void> = Promise.resolve();

  constructor(config: WatchdogConfig, log: Logger) {
    this.#config = config;
    this.#log = log;
    this.#database = new CaptureDatabase(config.DATABASE_URL, config.OUTBOX_KEEP_HOURS);
    this.#connector = connectorUrl(config.CONNECT_URL, connectorNameOf(databaseOf(config.DATABASE_URL)));
  }

  /** What was found at the last look. */
  get diagnosis(): Diagnosis {
    return this.#diagnosis;
  }

  start(): void {
    this.#running = this.#rounds();
  }

  /** Ends after the round in hand: a repair is not left halfway if it can be helped. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#database.close();
  }

  async #rounds(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#round();
      await delay(this.#config.PROBE_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #round(): Promise<void> {
    const looks = await this.#look();
    const now = performance.now();
    this.#memory = remember(this.#memory, looks, now);
    this.#tell(diagnose(looks, this.#memory, now, this.#config.STANDSTILL_MS));
    this.metrics.show(looks, this.#diagnosis);
    if (now >= this.#memory.restUntil) await this.#repair(this.#diagnosis);
    if (now >= this.#pruneAt && looks.slot !== undefined) await this.#prune();
  }

  async #look(): Promise<Looks> {
    const [slot, connector] = await Promise.all([
      this.#unless(this.#database.look(), 'Postgres'),
      this.#unless(this.#lookAtConnector(), 'Connect'),
    ]);
    return { slot, connector };
  }

  async #lookAtConnector(): Promise<ConnectorLook> {
    const [states, offsets] = await Promise.all([readStates(this.#connector), readOffsets(this.#connector)]);
    return { ...states, offsets };
  }

  async #unless<T>(look: Promise<T>, whom: string): Promise<T | undefined> {
    return look.catch((error: unknown) => {
      this.#log.warn({ err: error }, `${whom} could not be asked; it is asked again`);
      return undefined;
    });
  }

  /** Says what has changed, once. */
  #tell(diagnosis: Diagnosis): void {
    const before = this.#diagnosis;
    this.#diagnosis = diagnosis;
    if (diagnosis.kind === before.kind) return;
    if (diagnosis.kind === 'well') this.#log.info('the change data capture is well');
    else if (diagnosis.kind === 'settling') this.#log.info({ diagnosis }, 'the connector is on its way');
    else this.#log.error({ diagnosis }, REMEDY[diagnosis.kind]);
  }

  async #repair(diagnosis: Diagnosis): Promise<void> {
    if (diagnosis.kind === 'well' || diagnosis.kind === 'settling') return;
    if (diagnosis.kind === 'no-answer' || diagnosis.kind === 'no-connector') return;
    const { kind } = diagnosis;
    try {
      const done = await this.#database.alone(async (session) => {
        if (kind === 'slot-gone') await this.#makeSlot(session);
        else if (kind === 'idle') await resume(this.#connector);
        else if (kind === 'failed') await restartFailed(this.#connector);
        else await restartAll(this.#connector);
        return true;
      });
      if (done === undefined) return;
      this.metrics.countRepair(kind);
      this.#log.warn({ wrong: diagnosis }, 'repaired; whether it helped is seen at the next look');
    } catch (error) {
      this.#log.error({ err: error, wrong: diagnosis }, 'a repair failed; it is made again');
    }
    this.#memory = afterRepair(this.#memory, performance.now());
  }

  /** The connector is set in motion last: what ends this earlier leaves it stopped, which the next round sees. */
  async #makeSlot(session: Parameters<CaptureDatabase['makeSlotIfGone']>[0]): Promise<void> {
    const patience = { waitMs: SILENCE_WITHIN_MS, signal: this.#stopping.signal };
    const again = await this.#database.makeSlotIfGone(session, () => silenceConnector(this.#connector, patience));
    if (again === undefined) return;
    this.metrics.countAgain(again);
    this.#log.error({ again }, 'the slot was made again, and what it may not have told is published again');
    await resume(this.#connector);
  }

  async #prune(): Promise<void> {
    this.#pruneAt = performance.now() + PRUNE_EVERY_MS;
    try {
      for (let more = true; more && !this.#stopping.signal.aborted;) {
        const batch = await this.#database.prune();
        this.metrics.countPruned(batch.pruned);
        more = batch.more;
      }
    } catch (error) {
      this.#log.error({ err: error }, 'old rows of the outboxes could not be deleted; it is tried again');
    }
  }
}

/** Slot, publication and connector have the name of the database. */
const databaseOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

const REMEDY: Readonly<Record<Exclude<Diagnosis['kind'], 'well' | 'settling'>, string>> = {
  'slot-gone': 'the slot has gone; it is made again, and what it may not have told is published again',
  idle: 'somebody has stopped the connector; it is resumed',
  failed: 'the connector has failed; what failed of it is restarted',
  'standing-still': 'the connector stands still; it is restarted',
  'no-connector': 'there is no connector: run bootstrap, which has its configuration',
  'no-answer': 'it cannot be seen whether the change data capture works',
};
