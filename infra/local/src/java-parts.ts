import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryLock } from './file-lock.ts';
import { folderBytes, folderFiles } from './folder.ts';
import { LocalStackError } from './local-stack-error.ts';
import { holdsWithin } from './poll.ts';
import { requireMaven, requireSpace } from './prerequisites.ts';
import type { Reporter } from './progress.ts';
import type { PartContext } from './part.ts';

export type JavaProgram = 'kafka' | 'registry' | 'connect';

/** Where the Java parts are, read-only and shared by all clones of this user. */
export interface JavaParts {
  /** The Java to run them with. */
  readonly java: string;
  readonly cache: string;
  readonly folder: string;
  /** Flags that let a program find its classes ready; none where nothing has been recorded. */
  readonly classes: (program: JavaProgram) => readonly string[];
  readonly kafkaJars: string;
  readonly connectPlugins: string;
  readonly registry: string;
}

const POM = fileURLToPath(new URL('../pom.xml', import.meta.url));
const MARKER = 'complete.json';
/** What Maven transfers for this pom.xml, its own plugins included; the parts that stay in the cache are 204 MB of it. */
const EXPECTED_BYTES = 211_000_000;
/** Maven's copies, the parts taken out of them, and some air. */
const NEEDED_BYTES = 600_000_000;
const DOWNLOAD_LIMIT_MS = 30 * 60_000;

/** TIDEMARK_CACHE, or the tidemark folder of the user's cache; never inside the clone, so that clones share it. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['TIDEMARK_CACHE'];
  if (own) return own;
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'tidemark');
}

/**
 * Answers the Java parts named by pom.xml, downloading them when this user has none of that very pom.xml yet.
 *
 * Fails with LOCAL.DISK_FULL, LOCAL.NO_MAVEN, LOCAL.MAVEN_TOO_OLD or LOCAL.DOWNLOAD_FAILED. The folder gets its name last,
 * when every file is there and listed, so a download that is cut off is never mistaken for a complete one.
 */
export async function provideJavaParts(
  context: PartContext,
  java: string,
  cache: string = cacheDirectory(),
): Promise<JavaParts> {
  const hash = createHash('sha256')
    .update(await readFile(POM))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cache, `java-${hash}`);
  if (!(await isComplete(folder))) {
    await inJavaCache(cache, context.report, async () => {
      // Whoever was in the cache may have brought them meanwhile.
      if (!(await isComplete(folder))) await download(cache, folder, context);
    });
  }
  return partsIn(cache, folder, java);
}

/** Does what may change the cache; one process at a time. */
export async function inJavaCache(cache: string, report: Reporter, work: () => Promise<void>): Promise<void> {
  await mkdir(cache, { recursive: true });
  const lock = await waitForLock(join(cache, 'download.lock'), report);
  try {
    await work();
  } finally {
    lock.release();
  }
}

async function partsIn(cache: string, folder: string, java: string): Promise<JavaParts> {
  const registryFiles = await folderFiles(join(folder, 'registry'));
  const jar = [...registryFiles.keys()].find((path) => path.endsWith('-runner.jar'));
  if (jar === undefined)
    throw new LocalStackError(
      'LOCAL.DOWNLOAD_FAILED',
      `The registry is missing in ${folder}: delete that folder and start again.`,
      { folder },
    );
  return {
    java,
    cache,
    folder,
    classes: () => [],
    kafkaJars: join(folder, 'kafka', '*'),
    connectPlugins: join(folder, 'plugins'),
    registry: join(folder, 'registry', jar),
  };
}

/** Complete means: the marker is there and every file it lists still has its size. Cleaners of caches take single files. */
async function isComplete(folder: string): Promise<boolean> {
  try {
    const { files } = JSON.parse(await readFile(join(folder, MARKER), 'utf8')) as { files: Record<string, number> };
    const sizes = await Promise.all(
      Object.entries(files).map(async ([path, size]) => (await stat(join(folder, path))).size === size),
    );
    return sizes.every(Boolean);
  } catch {
    return false;
  }
}

async function waitForLock(path: string, report: Reporter): Promise<{ release(): void }> {
  let told = false;
  for (;;) {
    const attempt = tryLock(path);
    if ('lock' in attempt) return attempt.lock;
    if (!told)
      report({ type: 'note', text: `process ${attempt.heldBy.pid} is preparing the Java parts; waiting for it` });
    told = true;
    await holdsWithin(500, () => false, 500);
  }
}

async function download(cache: string, folder: string, context: PartContext): Promise<void> {
  const mvn = await requireMaven();
  await requireSpace(cache, NEEDED_BYTES, 'the Java parts');
  const work = await newWorkFolder(cache);
  try {
    const parts = join(work, 'parts');
    await runMaven({ mvn, work, parts }, context);
    const files = Object.fromEntries(await folderFiles(parts));
    await writeFile(join(parts, MARKER), JSON.stringify({ files }));
    // A folder under that name is a damaged one, and the lock is ours.
    await rm(folder, { recursive: true, force: true });
    await rename(parts, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The lock is ours, so whatever an earlier download left behind belongs to nobody. */
async function newWorkFolder(cache: string): Promise<string> {
  const stale = (await readdir(cache)).filter((name) => name.startsWith('download-'));
  await Promise.all(stale.map((name) => rm(join(cache, name), { recursive: true, force: true })));
  return mkdtemp(join(cache, 'download-'));
}

interface MavenRun {
  readonly mvn: string;
  readonly work: string;
  readonly parts: string;
}

async function runMaven({ mvn, work, parts }: MavenRun, { layout, report, run }: PartContext): Promise<void> {
  const repository = join(work, 'repository');
  const tell = async (done: boolean): Promise<void> => {
    report({ type: 'download', ...(await downloadState(repository)), expectedBytes: EXPECTED_BYTES, done });
  };
  let ended = false;
  // -B: no questions, no color; -C: a wrong checksum is an error.
  const options = ['-B', '-q', '-C', '-f', POM, `-Dmaven.repo.local=${repository}`, `-Dparts.directory=${parts}`];
  const maven = run({ name: 'download', command: mvn, args: [...options, 'process-resources'], cwd: work }).finally(
    () => {
      ended = true;
    },
  );
  const progress = holdsWithin(
    DOWNLOAD_LIMIT_MS,
    async () => {
      if (!ended) await tell(false);
      return ended;
    },
    1000,
  );
  await maven.catch((error: unknown) => {
    throw downloadFailed(error, work, join(layout.logs, 'download.log'));
  });
  await progress;
  await tell(true);
}

const stages = [
  ['Apicurio Registry', 'io/apicurio/apicurio-registry-app'],
  ['Debezium', 'io/debezium'],
  ['Kafka', 'org/apache/kafka'],
] as const;

async function downloadState(repository: string): Promise<{ part: string; bytes: number }> {
  const stage = stages.find(([, folder]) => existsSync(join(repository, folder)));
  return { part: stage?.[0] ?? 'Maven plugins', bytes: await folderBytes(repository) };
}

function downloadFailed(error: unknown, work: string, logFile: string): unknown {
  if (!(error instanceof LocalStackError) || error.code !== 'LOCAL.PROCESS_FAILED') return error;
  const found = error.details['lastLines'];
  const output = Array.isArray(found) ? found.map(String) : [];
  if (output.some((line) => line.includes('No space left on device'))) {
    return new LocalStackError(
      'LOCAL.DISK_FULL',
      `The disk of ${work} became full during the download: make room there, or move the cache with TIDEMARK_CACHE.`,
      { work },
    );
  }
  return new LocalStackError(
    'LOCAL.DOWNLOAD_FAILED',
    `Maven could not download the Java parts: check the network and read ${logFile}, then start again.`,
    { logFile, lastLines: output },
  );
}
