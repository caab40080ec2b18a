import { SERVICES } from './images.ts';
import type { Container, Inspected, Project } from './project.ts';
import { inspect } from './project.ts';

/** The limits of all that runs together must not be more than this: 4 GiB for the five services of the shop. */
export const MOST_MIB = 2_816 + 256 * SERVICES.length;

const OURS = new Set(['secrets', 'bootstrap', 'watchdog', 'psp-simulator', 'mail-catcher', ...SERVICES]);

const ONE_SHOTS = new Set(['secrets', 'bootstrap']);

/** What a container may do that it should not, as sentences; none when it is as contained as the compose file promises. */
const complaintsAbout = ({ service, name }: Container, { Config, HostConfig }: Inspected): readonly string[] => {
  const bindings = Object.values(HostConfig.PortBindings ?? {}).flatMap((bound) => bound ?? []);
  const security = HostConfig.SecurityOpt ?? [];
  const rules: readonly (readonly [boolean, string])[] = [
    [!HostConfig.Privileged, 'is privileged'],
    [(HostConfig.CapDrop ?? []).includes('ALL'), 'has capabilities'],
    [security.some((option) => option.startsWith('no-new-privileges')), 'may gain privileges'],
    [HostConfig.Memory > 0, 'has no memory limit'],
    [Config.Healthcheck !== undefined || ONE_SHOTS.has(service), 'has no health check'],
    [HostConfig.RestartPolicy.Name === 'unless-stopped' || ONE_SHOTS.has(service), 'does not restart'],
    [bindings.every(({ HostIp }) => HostIp === '127.0.0.1'), 'is published beyond loopback'],
    [Config.User !== '' && Config.User !== 'root' && Config.User !== '0', 'runs as root'],
    [HostConfig.ReadonlyRootfs || !OURS.has(service), 'can write to its root file system'],
    [!Config.Env.some(holdsSecret), 'has a secret in its environment'],
  ];
  return rules.filter(([holds]) => !holds).map(([, complaint]) => `${name} ${complaint}`);
};

/** A password or a secret that stands there itself, and not as the name of a file. */
const holdsSecret = (variable: string): boolean =>
  /^[A-Z_]*(?:PASSWORD|SECRET)=./u.test(variable) || /=[a-z]+:\/\/[^/\s:]+:[^/\s@]+@/u.test(variable);

export interface Containment {
  readonly complaints: readonly string[];
  /** The limits of those that keep running, added up. */
  readonly limitsMiB: number;
}

/** Looks at every container of a project as docker runs it. */
export const containment = async (project: Project): Promise<Containment> => {
  const containers = await project.containers();
  const inspected = await Promise.all(containers.map(async (one) => [one, await inspect(one.name)] as const));
  const lasting = inspected.filter(([{ service }]) => !ONE_SHOTS.has(service));
  const bytes = lasting.reduce((sum, [, { HostConfig }]) => sum + HostConfig.Memory, 0);
  return {
    complaints: inspected.flatMap(([one, details]) => complaintsAbout(one, details)),
    limitsMiB: bytes / 1_048_576,
  };
};
