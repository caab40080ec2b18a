/** A message as Avro knows it, with the two attributes that Tidemark adds: its topic, and the field that is its key there. */
export interface RecordSchema {
  readonly type: 'record';
  readonly name: string;
  readonly namespace: string;
  readonly doc: string;
  readonly topic: string;
  readonly key: string;
  readonly fields: readonly unknown[];
}
