/** How much a record may ask of its reader. Avro can promise millions of items in five bytes. */
export interface Limits {
  /** The whole record, with its schema id. */
  readonly bytes: number;
  /** Items of all arrays and maps together. */
  readonly items: number;
  /** Each string or byte string. */
  readonly stringBytes: number;
  /** Records, arrays and maps inside one another. */
  readonly depth: number;
}

export const defaultLimits: Limits = { bytes: 1_048_576, items: 10_000, stringBytes: 65_536, depth: 16 };
