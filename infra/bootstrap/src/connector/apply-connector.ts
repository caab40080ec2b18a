import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import type { HttpAnswer, HttpRequest } from '../http-answer.ts';
import { ask, complaintOf, fieldOf } from '../http-answer.ts';
import type { Patience } from '../patience.ts';
import { patiently } from '../patience.ts';
import type { StepOutcome } from '../step-report.ts';
import type { Connector } from './connector-template.ts';

/** Waits until Connect takes requests. */
export async function awaitConnect(url: string, patience: Patience): Promise<void> {
  await patiently(patience, {
    attempt: async () => ((await ask(`${url}/connectors`, { timeoutMs: 3_000 })).status === 200 ? true : undefined),
    missing: (error) =>
      new BootstrapError(
        'BOOTSTRAP.CONNECT_UNREACHABLE',
        `Kafka Connect does not answer at ${url}: start it, or correct CONNECT_URL (${reasonOf(error)}).`,
        { url },
      ),
  });
}

/**
 * Creates the connector, or brings it to this configuration, and sets in motion what has stopped or failed of it.
 *
 * A running one is stopped before it is changed, so that what comes out of Kafka afterwards has gone the new way.
 */
export async function applyConnector(
  connectUrl: string,
  { name, config }: Connector,
  patience: Patience,
): Promise<StepOutcome> {
  const url = connectorUrl(connectUrl, name);
  const present = await settled(`${url}/config`, {}, patience);
  const configure = (): Promise<void> => putConfig(url, { name, config }, patience);
  let changes: readonly string[];
  if (present.status === 404) {
    await configure();
    changes = ['created'];
  } else if (sameConfig(present.body, config)) {
    changes = await setInMotion(url, patience);
  } else {
    await stop(url, patience);
    await configure();
    await settled(`${url}/resume`, { method: 'PUT' }, patience);
    changes = ['updated'];
  }
  return {
    summary: `${name}${changes.length > 0 ? ` (${changes.join(', ')})` : ''}`,
    changes: changes.map((change) => `connector ${name} ${change}`),
    warnings: [],
  };
}

/**
 * Stops the connector with this address, if there is one, and lets it forget how far it has read: what a slot confirmed
 * means nothing to the slot that is made after it.
 */
export async function silenceConnector(url: string, patience: Patience): Promise<void> {
  const isThere = await patiently(patience, {
    attempt: () => isKnown(url),
    missing: (error) =>
      new BootstrapError(
        'BOOTSTRAP.CONNECTOR_REFUSED',
        `Connect does not say whether there is a connector at ${url}, so read its log: ${reasonOf(error)}.`,
        { url },
      ),
  });
  if (!isThere) return;
  await stop(url, patience);
  await forgetOffsets(url, patience);
}

/**
 * Whether Connect has a connector with this address. Fails while Connect starts: it answers 404 to everything then, and who
 * believed that would leave positions behind that belong to a slot that is gone. Only its list says what is not there.
 */
async function isKnown(url: string): Promise<boolean> {
  const end = url.lastIndexOf('/');
  const answer = await ask(url.slice(0, end));
  if (answer.status !== 200 || !Array.isArray(answer.body)) throw new Error(complaintOf(answer));
  return (answer.body as unknown[]).includes(decodeURIComponent(url.slice(end + 1)));
}

async function putConfig(url: string, { name, config }: Connector, patience: Patience): Promise<void> {
  const answer = await settled(`${url}/config`, { method: 'PUT', json: config, timeoutMs: 30_000 }, patience);
  if (answer.status < 300) return;
  throw new BootstrapError(
    'BOOTSTRAP.CONNECTOR_REFUSED',
    `Connect refuses the connector ${name}, so mend what it says: ${complaintOf(answer)}.`,
    { name, status: answer.status },
  );
}

async function stop(url: string, patience: Patience): Promise<void> {
  await settled(`${url}/stop`, { method: 'PUT' }, patience);
  await patiently(patience, {
    attempt: async () => {
      const { idle, tasks } = await readState(url);
      return idle && tasks === 0 ? true : undefined;
    },
    missing: (error) =>
      new BootstrapError(
        'BOOTSTRAP.CONNECTOR_REFUSED',
        `The connector at ${url} does not stop, so read the log of Connect (${reasonOf(error)}).`,
        { url },
      ),
  });
}

/** Resumes what somebody has paused, restarts what has failed; answers what was needed. */
async function setInMotion(url: string, patience: Patience): Promise<readonly string[]> {
  const { idle, failed } = await readState(url);
  if (idle) await settled(`${url}/resume`, { method: 'PUT' }, patience);
  else if (failed) await restartFailed(url);
  return idle ? ['resumed'] : failed ? ['restarted'] : [];
}

/** While its workers share out their work Connect answers 409; that passes. */
async function settled(url: string, request: HttpRequest, patience: Patience): Promise<HttpAnswer> {
  return patiently(patience, {
    attempt: async () => {
      const answer = await ask(url, request);
      return answer.status === 409 || answer.status >= 500 ? rejectWith(complaintOf(answer)) : answer;
    },
    missing: (error) =>
      new BootstrapError(
        'BOOTSTRAP.CONNECTOR_REFUSED',
        `Connect does not do what ${url} asks, so read its log: ${reasonOf(error)}.`,
        { url },
      ),
  });
}

const rejectWith = (reason: string): never => {
  throw new Error(reason);
};

async function forgetOffsets(url: string, patience: Patience): Promise<void> {
  await patiently(patience, {
    attempt: async () => {
      const { status } = await ask(`${url}/offsets`, { method: 'DELETE' });
      return status === 200 ? true : undefined;
    },
    missing: (error) =>
      new BootstrapError(
        'BOOTSTRAP.CONNECTOR_REFUSED',
        `Connect does not forget the positions of ${url}, which belong to a slot that is gone: delete the connector there and run bootstrap again (${reasonOf(error)}).`,
        { url },
      ),
  });
}

function sameConfig(present: unknown, wanted: Readonly<Record<string, string>>): boolean {
  if (typeof present !== 'object' || present === null) return false;
  const { name: _, ...rest } = present as Readonly<Record<string, unknown>>;
  const settings = Object.entries(wanted);
  return settings.length === Object.keys(rest).length && settings.every(([key, value]) => rest[key] === value);
}

export interface ConnectorState {
  /** RUNNING, FAILED, and so on; of the connector and of each of its tasks. */
  readonly text: string;
  readonly failed: boolean;
  /** Stopped or paused, which is somebody's wish. */
  readonly idle: boolean;
  readonly tasks: number;
  /** The first line of what a failed one says, and its causes. */
  readonly trace: string;
}

/** The connector and its tasks by their states. `absent`: Connect knows of no such connector. */
export interface ConnectorStates {
  readonly connector: string;
  readonly tasks: readonly string[];
  /** The first line of what a failed one says, and its causes. */
  readonly trace: string;
}

/** What Connect says of the parts of the connector with this address. Fails when it does not say. */
export async function readStates(url: string): Promise<ConnectorStates> {
  const answer = await ask(`${url}/status`);
  if (answer.status === 404 && !(await isKnown(url))) return { connector: 'absent', tasks: [], trace: '' };
  if (answer.status !== 200) throw new Error(complaintOf(answer));
  const tasks = fieldOf(answer.body, 'tasks');
  const parts = [fieldOf(answer.body, 'connector'), ...(Array.isArray(tasks) ? (tasks as unknown[]) : [])];
  const [connector = 'unknown', ...states] = parts.map((part) => String(fieldOf(part, 'state')));
  return {
    connector,
    tasks: states,
    trace: causesIn(parts.map((part) => fieldOf(part, 'trace')).find((trace) => typeof trace === 'string') ?? ''),
  };
}

/** How far Connect has written down that Kafka has everything; whatever it is, it changes when that moves. */
export const readOffsets = async (url: string): Promise<string> => JSON.stringify((await ask(`${url}/offsets`)).body);

/** What Connect says of the connector with this address. Fails when there is none. */
export async function readState(url: string): Promise<ConnectorState> {
  const { connector, tasks, trace } = await readStates(url);
  if (connector === 'absent') throw new Error(`there is no connector at ${url}`);
  return {
    text: `connector ${connector}, tasks ${tasks.join(' ') || 'none'}`,
    failed: [connector, ...tasks].includes('FAILED'),
    idle: connector === 'STOPPED' || connector === 'PAUSED',
    tasks: tasks.length,
    trace,
  };
}

/** A Java stack trace is long; what went wrong stands in its first line and in those that begin with "Caused by". */
function causesIn(trace: string): string {
  const lines = trace.split('\n');
  return [lines[0] ?? '', ...lines.filter((line) => line.startsWith('Caused by: '))].join(' ').slice(0, 1_000);
}

/** Restarts what has failed of the connector with this address. */
export async function restartFailed(url: string): Promise<void> {
  await ask(`${url}/restart?includeTasks=true&onlyFailed=true`, { method: 'POST' });
}

/** Restarts the connector with this address and all its tasks. Fails when Connect refuses to. */
export const restartAll = (url: string): Promise<void> =>
  demand(`${url}/restart?includeTasks=true&onlyFailed=false`, 'POST');

/** Lets the connector with this address go on. Fails when Connect refuses to. */
export const resume = (url: string): Promise<void> => demand(`${url}/resume`, 'PUT');

async function demand(url: string, method: 'POST' | 'PUT'): Promise<void> {
  const answer = await ask(url, { method });
  if (answer.status >= 300) throw new Error(`Connect refuses ${url}: ${complaintOf(answer)}`);
}

/** The connector's name, as its file makes it of the database's. */
export const connectorNameOf = (databaseName: string): string => `${databaseName}-outbox`;

/** The address of a connector. */
export const connectorUrl = (connectUrl: string, name: string): string =>
  `${connectUrl}/connectors/${encodeURIComponent(name)}`;
