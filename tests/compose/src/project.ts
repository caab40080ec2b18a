import { join } from 'node:path';
import { eventually } from '@tidemark/local';
import { docker, linesOf, run } from './docker.ts';

export const CLONE = join(import.meta.dirname, '..', '..', '..');

/** A container of a project, as compose lists it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly state: string;
  /** Where each of its ports is published on loopback: by the port inside. */
  readonly ports: ReadonlyMap<number, number>;
}

interface Listed {
  readonly ID: string;
  readonly Name: string;
  readonly Service: string;
  readonly State: string;
  readonly Publishers: readonly { readonly TargetPort: number; readonly PublishedPort: number }[] | null;
}

/** What docker knows about a container; the few fields that are looked at. */
export interface Inspected {
  readonly Name: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Running: boolean;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly User: string; readonly Env: readonly string[]; readonly Healthcheck?: object };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly Memory: number;
    readonly Privileged: boolean;
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[] | null>> | null;
    readonly RestartPolicy: { readonly Name: string };
  };
}

const HEALS_WITHIN_MS = 300_000;

/** One compose project of this test's own: its name, its files, its ports. */
export class Project {
  readonly name: string;
  readonly #files: readonly string[];
  readonly #settings: Readonly<Record<string, string>>;

  constructor(name: string, files: readonly string[], settings: Readonly<Record<string, string>>) {
    this.name = name;
    this.#files = files;
    this.#settings = settings;
  }

  compose(...args: readonly string[]): Promise<string> {
    const files = this.#files.flatMap((file) => ['--file', join(CLONE, file)]);
    return docker(
      ['compose', '--project-name', this.name, '--project-directory', CLONE, ...files, ...args],
      this.#settings,
    );
  }

  /** Those that are there, one-shots that have ended among them. */
  async containers(): Promise<readonly Container[]> {
    const text = await this.compose('ps', '--all', '--format', 'json');
    // One array, or one object a line: that depends on the version of compose.
    const listed = (
      text.startsWith('[') ? JSON.parse(text) : linesOf(text).map((line) => JSON.parse(line) as unknown)
    ) as readonly Listed[];
    return listed.map(({ ID, Name, Service, State, Publishers }) => ({
      id: ID,
      name: Name,
      service: Service,
      state: State,
      ports: new Map(
        (Publishers ?? [])
          .filter((port) => port.PublishedPort > 0)
          .map((port) => [port.TargetPort, port.PublishedPort]),
      ),
    }));
  }

  /** Those that are meant to run: all but the one-shots. */
  async running(): Promise<readonly Container[]> {
    return (await this.containers()).filter(({ service }) => service !== 'secrets' && service !== 'bootstrap');
  }

  /** Where the instances of a service answer. */
  async urlsOf(service: string): Promise<readonly string[]> {
    const instances = (await this.containers()).filter((one) => one.service === service && one.state === 'running');
    return instances.flatMap(({ ports }) => [...ports.values()].map((port) => `http://127.0.0.1:${String(port)}`));
  }

  /** By name, the first instance of each. */
  async urls(): Promise<Readonly<Record<string, string>>> {
    const found = new Map<string, string>();
    for (const { service, ports } of await this.running()) {
      const [port] = ports.values();
      if (port !== undefined && !found.has(service)) found.set(service, `http://127.0.0.1:${String(port)}`);
    }
    return Object.fromEntries(found);
  }

  /** Waits until a container runs and is well, having started after this moment. */
  async healed(container: string, sinceMs: number): Promise<void> {
    let last = 'unknown';
    await eventually(
      () => `${container} to be well again; it is ${last}`,
      async () => {
        const inspected = await inspect(container);
        const { Running, StartedAt, Health } = inspected.State;
        last = `${Running ? 'running' : 'not running'}, ${Health?.Status ?? 'without health check'}`;
        return Running && Date.parse(StartedAt) >= sinceMs && Health?.Status === 'healthy' ? true : undefined;
      },
      HEALS_WITHIN_MS,
    );
  }

  /** Ends everything and answers what is left of it, which should be nothing. */
  async down(): Promise<readonly string[]> {
    await this.compose('down', '--volumes', '--remove-orphans', '--timeout', '20');
    const label = `label=com.docker.compose.project=${this.name}`;
    const left = await Promise.all([
      docker(['ps', '--all', '--quiet', '--filter', label]),
      docker(['volume', 'ls', '--quiet', '--filter', label]),
      docker(['network', 'ls', '--quiet', '--filter', label]),
    ]);
    return left.flatMap(linesOf);
  }
}

/** What docker knows about a container. */
export const inspect = async (container: string): Promise<Inspected> => {
  const [first] = JSON.parse(await docker(['inspect', container])) as readonly Inspected[];
  if (first === undefined) throw new Error(`There is no container ${container}.`);
  return first;
};

/**
 * Kills every process in a container at once, from inside: so dies a program that crashes. `docker kill` would count as a
 * wish of the operator, after which docker does not restart.
 */
export const crash = async (container: string): Promise<void> => {
  await run('docker', ['exec', container, 'bash', '-c', 'kill -9 -1']);
};
