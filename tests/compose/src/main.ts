import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cluster } from './cluster.ts';
import { missing, run } from './docker.ts';
import { oneOfEach } from './one-of-each.ts';
import { Progress } from './progress.ts';
import { CLONE, Project } from './project.ts';
import { ownPorts } from './settings.ts';

const PARTS = { single: oneOfEach, cluster } as const;
type Part = keyof typeof PARTS;

const FILES: Readonly<Record<Part, readonly string[]>> = {
  single: ['docker-compose.yml'],
  cluster: ['docker-compose.yml', 'infra/compose/cluster.yml'],
};

const progress = new Progress();
const asked = process.argv.slice(2);
const parts = (Object.keys(PARTS) as Part[]).filter((part) => asked.length === 0 || asked.includes(part));
if (parts.length === 0) {
  console.error(
    `There is no part ${asked.join(', ')}: choose from ${Object.keys(PARTS).join(', ')}, or name none for all.`,
  );
  process.exit(2);
}

const lacking = await missing();
if (lacking !== undefined) {
  console.log(`test:compose is skipped: ${lacking}.`);
  process.exit(0);
}

let current: Project | undefined;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true;
    progress.say('interrupted: taking it down');
    void (current?.down() ?? Promise.resolve([])).finally(() => process.exit(130));
  });
}

const settings = await ownPorts();
for (const part of parts) {
  const project = new Project(`tidemark-test-${part}-${String(process.pid)}`, FILES[part], settings);
  current = project;
  try {
    await PARTS[part](project, progress);
  } catch (error) {
    // What fails then is a consequence; the process ends when everything is down.
    if (interrupted) await new Promise(() => undefined);
    process.exitCode = 1;
    progress.say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
    progress.say(`the logs of the containers are in ${await keepLogs(project)}`);
  }
  const left = await progress.step('down -v', () => project.down());
  if (left.length > 0) {
    process.exitCode = 1;
    progress.say(`FAILED: down has left ${left.join(', ')}`);
  }
  if (process.exitCode === 1) break;
}
for (const line of ['', ...progress.figures]) console.log(line);
progress.say(process.exitCode === 1 ? 'failed' : 'everything held');

/** Before they are gone with their containers. */
async function keepLogs(project: Project): Promise<string> {
  const folder = join(CLONE, 'test-results', 'compose');
  await mkdir(folder, { recursive: true });
  for (const { name } of await project.containers().catch(() => [])) {
    const { said } = await run('docker', ['logs', '--tail', '2000', name]);
    await writeFile(join(folder, `${name}.log`), said);
  }
  return folder;
}
