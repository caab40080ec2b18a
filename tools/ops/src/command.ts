import type { Answer, Posting } from './http.ts';
import type { Paint } from './paint.ts';

/** A group of commands about one kind of thing, such as fulfillments. */
export interface CommandGroup {
  readonly name: string;
  readonly commands: readonly Command[];
}

export interface Command {
  readonly name: string;
  /** What stands on the command line without a dash, in this order; all of it must be given. */
  readonly takes: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** One line for `--help`. */
  readonly does: string;
  /** Fails with `WrongUsage`, `Refused` or `NoAnswer`. */
  readonly run: (input: Input, services: Services) => Promise<Shown>;
}

export interface CommandOption {
  /** What stands after it, such as `NAME`; a flag has nothing. */
  readonly value?: string;
  readonly required?: true;
  readonly does: string;
}

/** What the command line said, by the names of `takes` and `options`. A flag that was given is `''`. */
export type Input = Readonly<Record<string, string | undefined>>;

/** The running services, each by its name. */
export interface Services {
  readonly get: (service: string, path: string) => Promise<Answer>;
  readonly post: (service: string, path: string, posting: Posting) => Promise<Answer>;
}

/** What a command has to show: for programs, and for people. */
export interface Shown {
  readonly json: unknown;
  readonly lines: (paint: Paint) => readonly string[];
}

/** The command line is wrong; the sentence says how. */
export class WrongUsage extends Error {
  readonly code = 'OPS.WRONG_USAGE';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'WrongUsage';
  }
}
