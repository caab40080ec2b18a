import { isUtf8 } from 'node:buffer';
import type { Limits } from './limits.ts';

/** What a scan found wrong, in words that complete "it cannot be read: ". */
export class ScanFailure extends Error {
  override readonly name = 'ScanFailure';
}

const longestNumber = 10;
/** With its length before it, so that a longer key that ends alike is none. */
const protoKey = Buffer.from('\u0012__proto__');

/** A walk over the bytes of one record, which counts what the record asks for and allocates nothing. */
export class Scan {
  readonly #bytes: Buffer;
  readonly #limits: Limits;
  #position: number;
  #items = 0;

  constructor(bytes: Buffer, position: number, limits: Limits) {
    this.#bytes = bytes;
    this.#position = position;
    this.#limits = limits;
  }

  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** A value beyond the safe integers comes out rounded; it stays beyond every limit. */
  long(): number {
    let value = 0;
    let scale = 1;
    for (let read = 0; read < longestNumber; read += 1) {
      const byte = this.#bytes[this.#position];
      if (byte === undefined) throw new ScanFailure('it ends inside a number');
      this.#position += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      scale *= 128;
    }
    throw new ScanFailure(`a number takes more than ${longestNumber} bytes`);
  }

  take(count: number, what: string): void {
    if (count > this.remaining) throw new ScanFailure(`it ends inside ${what}`);
    this.#position += count;
  }

  byte(): number {
    const byte = this.#bytes[this.#position];
    this.take(1, 'a boolean');
    return byte ?? 0;
  }

  byteString(): void {
    this.take(this.#stringLength(), 'a byte string');
  }

  /** Also refuses what is no UTF-8: a decoder would replace it silently, and nobody would read what was written. */
  string(): void {
    const length = this.#stringLength();
    const start = this.#position;
    this.take(length, 'a string');
    if (!isUtf8(this.#bytes.subarray(start, this.#position))) throw new ScanFailure('a string is no UTF-8');
  }

  /** A key that plain objects do not keep as a property of their own is refused. */
  mapKey(): void {
    this.string();
    const from = this.#position - protoKey.length;
    if (from >= 0 && protoKey.equals(this.#bytes.subarray(from, this.#position)))
      throw new ScanFailure('a map has the key __proto__');
  }

  items(count: number): void {
    this.#items += count;
    if (this.#items > this.#limits.items) {
      throw new ScanFailure(`its arrays and maps hold more than ${this.#limits.items} items`);
    }
  }

  deeper(depth: number): number {
    if (depth >= this.#limits.depth) throw new ScanFailure(`it is nested deeper than ${this.#limits.depth}`);
    return depth + 1;
  }

  #stringLength(): number {
    const length = this.long();
    if (length < 0) throw new ScanFailure('a string has a negative length');
    if (length > this.#limits.stringBytes) {
      throw new ScanFailure(`a string has ${length} bytes, and ${this.#limits.stringBytes} are the limit`);
    }
    return length;
  }
}
