import type { MessageType } from '@tidemark/contracts';
import type { TablePrivilege } from '@tidemark/event-store';
import type { AnyConsumer } from '@tidemark/messaging';
import type { AnyJob, DeadlineListener } from '@tidemark/process';
import type { AnyView } from '@tidemark/read-model';
import type { MigrationInterface } from 'typeorm';

/**
 * Everything a service is, in one literal: what it owns, says, hears and does. The service is built from it, and so are
 * its role, its rights, its topics and its place in the change data capture.
 */
export interface ServiceCatalog<Config = never> {
  /** Also the name of its schema, hyphens included; its role is `<name>_service`. Both stand in quotes everywhere. */
  readonly name: string;
  /** Where its HTTP face listens unless HTTP_PORT says otherwise. */
  readonly port: number;
  readonly database: {
    readonly migrations: readonly MigrationClass[];
    /** What its role may do with its own tables. */
    readonly grants: Readonly<Record<string, readonly TablePrivilege[]>>;
    /** Tables whose row changes are published as they are. */
    readonly captured: readonly CapturedTable[];
  };
  readonly publishes: readonly MessageType[];
  readonly consumers: readonly AnyConsumer[];
  readonly views: readonly AnyView[];
  readonly deadlines: readonly DeadlineListener[];
  readonly jobs: (config: Config, tools: JobTools) => readonly AnyJob[];
  /** Calls in flight at once on one instance; 16 where nothing is said. One that is not answered holds its place. */
  readonly jobsAtOnce?: number;
}

/** What jobs may tell of the outside that they call. */
export interface JobTools {
  /** A circuit breaker is in this state, from now on. */
  readonly onCircuit: (circuit: string, state: CircuitName) => void;
}

/** Half-open: one call is tried, to see. */
export type CircuitName = 'closed' | 'half-open' | 'open';

export type MigrationClass = new () => MigrationInterface;

export interface CapturedTable {
  readonly table: string;
  /** The column that becomes the record's key. */
  readonly key: string;
  readonly topic: string;
}
