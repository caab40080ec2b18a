import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discoverCatalogs } from '@tidemark/bootstrap/catalogs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CLONE } from './project.ts';

interface ComposeFile {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** `!override` is compose's own: what stands behind it is read as it is. */
const composeFile = (path: string): ComposeFile =>
  parse(readFileSync(join(CLONE, path), 'utf8'), { merge: true, logLevel: 'error' }) as ComposeFile;

const single = composeFile('docker-compose.yml');
const cluster = composeFile('infra/compose/cluster.yml');
const catalogs = await discoverCatalogs();

/** The ports on loopback that stand in for `${NAME:-default}`; a range has two ends. */
const publishedBy = ({ services }: ComposeFile): readonly number[] =>
  Object.values(services).flatMap(({ ports = [] }) =>
    (ports as readonly string[]).flatMap((port) => {
      const [from, to = from] = (/:-([\d-]+)\}/u.exec(port)?.[1] ?? '').split('-').map(Number);
      return from === undefined || to === undefined ? [] : Array.from({ length: to - from + 1 }, (_, at) => from + at);
    }),
  );

describe.each(catalogs)('the containers of $name', ({ name, port }) => {
  const variable = name.toUpperCase().replaceAll('-', '_');

  it('have an image, a port, a health check and the secrets of this service alone', () => {
    expect(single.services[name]).toMatchObject({
      build: { args: { SERVICE: name } },
      volumes: [`secrets-${name}:/run/handed-out:ro`],
      ports: [`127.0.0.1:\${${variable}_PORT:-${port}}:${port}`],
      healthcheck: { test: ['CMD', 'bash', '/usr/local/bin/health', 'http', String(port), '/health/ready'] },
    });
    expect(single.services['secrets']?.['volumes']).toContain(`secrets-${name}:/handed-out/${name}`);
    expect(Object.keys(single.volumes)).toContain(`secrets-${name}`);
  });

  it('are two in a cluster', () => {
    expect(cluster.services[name]).toMatchObject({
      deploy: { replicas: 2 },
      ports: [expect.stringMatching(`^127\\.0\\.0\\.1:\\$\\{${variable}_PORTS:-.*:${port}$`)],
    });
  });
});

it.each([
  ['docker-compose.yml', single],
  ['infra/compose/cluster.yml', cluster],
])('no port is published twice by %s', (_, file) => {
  const ports = publishedBy(file);
  expect(ports.length).toBeGreaterThan(catalogs.length);
  expect(ports.filter((port, index) => ports.indexOf(port) !== index)).toEqual([]);
});
