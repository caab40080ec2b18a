/** Everything that can keep the local stack from running; each code has one cure, which the message names. */
export type LocalStackErrorCode =
  | 'LOCAL.UNSUPPORTED_PLATFORM'
  | 'LOCAL.NO_JAVA'
  | 'LOCAL.JAVA_TOO_OLD'
  | 'LOCAL.NO_MAVEN'
  | 'LOCAL.MAVEN_TOO_OLD'
  | 'LOCAL.DISK_FULL'
  | 'LOCAL.PORT_TAKEN'
  | 'LOCAL.ALREADY_RUNNING'
  | 'LOCAL.FOREIGN_DATA'
  | 'LOCAL.DATA_INCOMPLETE'
  | 'LOCAL.DOWNLOAD_FAILED'
  | 'LOCAL.NO_POSTGRES'
  | 'LOCAL.NO_UNPRIVILEGED_USER'
  | 'LOCAL.PROCESS_FAILED'
  | 'LOCAL.STOPPED';

/** The local stack cannot run, or not go on. The message is one sentence that names the cure, fit to print as it is. */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError';
  readonly code: LocalStackErrorCode;
  /** What the sentence was made of: paths, ports, versions, the last lines of a log. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: LocalStackErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
