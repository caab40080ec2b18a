/** Bytes that are no record of any contract, or one beyond the limits: they can never be read. Dead-letter them. */
export class MalformedMessage extends Error {
  readonly code = 'AVRO.MALFORMED_MESSAGE';
  readonly topic: string;
  readonly reason: string;

  constructor(topic: string, reason: string, options?: ErrorOptions) {
    super(`A record on ${topic} cannot be read: ${reason}.`, options);
    this.name = 'MalformedMessage';
    this.topic = topic;
    this.reason = reason;
  }
}

/** A record names a schema id that the registry does not have: it can never be read. Dead-letter it. */
export class UnknownSchema extends Error {
  readonly code = 'AVRO.UNKNOWN_SCHEMA';
  readonly topic: string;
  readonly schemaId: number;

  constructor(topic: string, schemaId: number) {
    super(`Schema ${schemaId}, named by a record on ${topic}, is not in the registry.`);
    this.name = 'UnknownSchema';
    this.topic = topic;
    this.schemaId = schemaId;
  }
}

/** The registry gave no answer, so nothing is known about the record. Bring it again later; it may be fine. */
export class RegistryUnavailable extends Error {
  readonly code = 'AVRO.REGISTRY_UNAVAILABLE';
  readonly topic: string;
  readonly schemaId: number;

  constructor(topic: string, schemaId: number, reason: string, options?: ErrorOptions) {
    super(
      `The registry does not say what schema ${schemaId} is (${reason}); bring the record on ${topic} again.`,
      options,
    );
    this.name = 'RegistryUnavailable';
    this.topic = topic;
    this.schemaId = schemaId;
  }
}

/** A message newer than this program. Whether to skip it, hold it or dead-letter it is for the caller to say. */
export class UnknownMessage extends Error {
  readonly code = 'AVRO.UNKNOWN_MESSAGE';
  readonly topic: string;
  readonly schemaId: number;
  readonly recordName: string;

  constructor(topic: string, schemaId: number, recordName: string) {
    super(`${recordName}, found on ${topic}, is no message of the contracts that this program was built with.`);
    this.name = 'UnknownMessage';
    this.topic = topic;
    this.schemaId = schemaId;
    this.recordName = recordName;
  }
}

/** A schema that our own cannot follow; the registry's compatibility rule was passed by. Dead-letter, and find the writer. */
export class IncompatibleSchema extends Error {
  readonly code = 'AVRO.INCOMPATIBLE_SCHEMA';
  readonly topic: string;
  readonly schemaId: number;
  readonly reason: string;

  constructor(topic: string, schemaId: number, reason: string, options?: ErrorOptions) {
    super(`Schema ${schemaId}, named by a record on ${topic}, cannot be read with our own: ${reason}.`, options);
    this.name = 'IncompatibleSchema';
    this.topic = topic;
    this.schemaId = schemaId;
    this.reason = reason;
  }
}

/** What was to be written does not keep its contract: a defect of the writer. The value is left out, it may be secret. */
export class InvalidMessage extends Error {
  readonly code = 'AVRO.INVALID_MESSAGE';
  readonly messageType: string;
  readonly path: string;

  constructor(messageType: string, path: string, reason: string) {
    super(`${messageType} cannot be written: ${path === '' ? 'it' : path} ${reason}.`);
    this.name = 'InvalidMessage';
    this.messageType = messageType;
    this.path = path;
  }
}

/** The database has no ids for schemas this program writes with. Run bootstrap of the same version first. */
export class UnregisteredSchemas extends Error {
  readonly code = 'AVRO.UNREGISTERED_SCHEMAS';
  readonly subjects: readonly string[];

  constructor(subjects: readonly string[]) {
    super(`No schema id is stored for ${subjects.join(', ')}; run bootstrap with the contracts of this program.`);
    this.name = 'UnregisteredSchemas';
    this.subjects = subjects;
  }
}
