import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Speaker } from './audience.ts';
import { sumsOf } from './release.ts';
import { SUMS } from './sums.ts';

export const plate = { name: 'plate', type: 'string', doc: 'Its number plate.' };
export const gateField = (symbols: readonly string[], more: object = {}): object => ({
  name: 'gate',
  type: { type: 'enum', name: 'TruckLeftGate', doc: 'A gate.', symbols, ...more },
  doc: 'The gate it left by.',
});

export const truckLeft = (fields: readonly object[] = [plate], more: object = {}): object => ({
  type: 'record',
  name: 'TruckLeft',
  namespace: 'tidemark.yard.v1',
  doc: 'A truck left the yard.',
  topic: 'yard.events.v1',
  key: 'plate',
  fields,
  ...more,
});

/** A yard that sends messages, and a depot that hears them. */
export const speakingOf = (...messages: readonly string[]): readonly Speaker[] => [
  { name: 'yard', publishes: messages, hears: [] },
  { name: 'depot', publishes: [], hears: messages },
];

export const yardAndDepot = speakingOf('TruckLeft');

/** Contracts of their own in a folder of their own. */
export class Yard {
  readonly folder = mkdtempSync(join(tmpdir(), 'contracts-gate-'));

  constructor() {
    this.write('CHANGELOG.md', '# Releases\n\n');
  }

  write(path: string, content: object | string): this {
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
    return this;
  }

  /** The message as it stands. */
  now(content: object | string): this {
    return this.write('avro/yard/TruckLeft.avsc', content);
  }

  /** The message as a version had it, sealed by its sums. */
  released(version: number, content: object): this {
    this.write(`released/v${version}/yard/TruckLeft.avsc`, content);
    return this.write(`released/v${version}/${SUMS}`, sumsOf(this.folder, version));
  }

  remove(path = ''): void {
    rmSync(join(this.folder, path), { recursive: true });
  }
}
