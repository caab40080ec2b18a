import type { Violation } from '../invariants.ts';

/** The replication slot that everything leaves the database through. */
export interface SlotReading {
  readonly name: string;
  readonly active: boolean;
  readonly walStatus: string;
  /** Bytes of log that are kept because of the slot. */
  readonly keptBytes: number;
  /** Bytes of log after which the server gives the slot up; undefined when it never does. */
  readonly capBytes?: number;
  /** Bytes that had been written when the database was read and that the slot's reader has not confirmed in time. */
  readonly lagBytes: number;
}

/**
 * What may always be unconfirmed: the connector confirms with its pulse, every few seconds, and the server itself writes
 * a little in between.
 */
export const PULSE_BYTES = 65_536;

/** I15: the slot is there and read, the log that is kept for it has a bound and is far from it, and its lag goes away. */
export const judgeSlot = (name: string, slot: SlotReading | undefined): readonly Violation[] => {
  const wrong = (expected: string, found: string): Violation => ({
    invariant: 'I15',
    subject: `slot ${name}`,
    expected,
    found,
  });
  if (slot === undefined) return [wrong('a slot', 'none: what is written now never reaches Kafka')];
  const { active, walStatus, keptBytes, capBytes, lagBytes } = slot;
  return [
    ...(active ? [] : [wrong('a reader', 'none')]),
    ...(walStatus === 'reserved' || walStatus === 'extended'
      ? []
      : [wrong('its log to be kept', `wal_status ${walStatus}`)]),
    ...(capBytes === undefined
      ? [wrong('max_slot_wal_keep_size', 'not set: a reader that is away fills the disk')]
      : []),
    ...(capBytes !== undefined && keptBytes > capBytes
      ? [wrong(`at most ${capBytes} bytes of log kept`, String(keptBytes))]
      : []),
    ...(lagBytes > PULSE_BYTES
      ? [wrong('everything confirmed that was written before the audit', `${lagBytes} bytes behind`)]
      : []),
  ];
};
