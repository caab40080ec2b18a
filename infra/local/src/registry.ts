import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { javaArguments } from './java-command.ts';
import type { JavaParts } from './java-parts.ts';
import type { PartContext, RunningPart } from './part.ts';
import { startOnPort } from './part.ts';
import { LOOPBACK } from './ports.ts';

export interface RunningRegistry extends RunningPart {
  readonly url: string;
}

/**
 * Starts Apicurio with an H2 database in a file: schemas and, more important, their ids outlive it. Bootstrap stores those
 * ids in Postgres, so a registry that forgot them would make every record unreadable.
 */
export async function startRegistry(context: PartContext, parts: JavaParts): Promise<RunningRegistry> {
  const { layout } = context;
  await Promise.all([layout.registry, layout.temporary].map((folder) => mkdir(folder, { recursive: true })));
  return startOnPort(context, 'registry', 8080, async (port) => {
    const url = `http://${LOOPBACK}:${port}/apis/ccompat/v7`;
    const process = await context.start({
      name: 'registry',
      command: parts.java,
      args: [...registryArguments(context, port, parts.classes('registry')), '-jar', parts.registry],
      cwd: layout.registry,
      port,
      ready: `${url}/subjects`,
    });
    return { url, where: url, process };
  });
}

function registryArguments({ layout }: PartContext, port: number, classes: readonly string[]): string[] {
  const settings = {
    'quarkus.http.host': LOOPBACK,
    'quarkus.http.port': port,
    'quarkus.http.access-log.enabled': false,
    'quarkus.banner.enabled': false,
    'apicurio.storage.kind': 'sql',
    'apicurio.storage.sql.kind': 'h2',
    // Every commit is on disk before it is answered, and the files are closed by our own signal alone.
    'apicurio.datasource.url': `jdbc:h2:file:${join(layout.registry, 'schemas')};WRITE_DELAY=0`,
    'apicurio.datasource.jdbc.initial-size': 1,
    'apicurio.datasource.jdbc.min-size': 1,
    'apicurio.datasource.jdbc.max-size': 10,
  };
  const properties = Object.entries(settings).map(([key, value]) => `-D${key}=${String(value)}`);
  const flags = ['-XX:TieredStopAtLevel=1', ...properties];
  return javaArguments({ heapMb: 256, temporary: layout.temporary, classes, flags });
}
