import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { createServer, createServerModuleRunner } from 'vite';
import { camel } from './names.ts';

/** Writes what each service answers over HTTP to contracts/openapi. Services are found by their folders. */
const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'contracts', 'openapi');

interface Platform {
  readonly documentOfService: (definition: unknown) => object;
}

// Controllers have decorators, which Node does not read by itself.
const server = await createServer({
  root,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  ssr: { noExternal: [/^@tidemark\//u], resolve: { conditions: ['@tidemark/source'] } },
});
try {
  const runner = createServerModuleRunner(server.environments.ssr, { hmr: false });
  const { documentOfService } = await runner.import<Platform>('/libs/platform/src/index.ts');
  const services = readdirSync(join(root, 'services')).filter((name) =>
    existsSync(join(root, 'services', name, 'app', 'package.json')),
  );
  mkdirSync(folder, { recursive: true });
  for (const name of services.toSorted()) {
    const module = await runner.import<Readonly<Record<string, unknown>>>(
      `/services/${name}/app/src/${name}.module.ts`,
    );
    const exported = `${camel(name)}Service`;
    const definition = module[exported];
    if (definition === undefined)
      throw new Error(`services/${name}/app/src/${name}.module.ts must export ${exported}.`);
    const file = join(folder, `${name}.json`);
    const text = JSON.stringify(documentOfService(definition));
    writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'json' }));
    console.log(`wrote contracts/openapi/${name}.json`);
  }
} finally {
  await server.close();
}
