import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from './local-stack-error.ts';

const run = promisify(execFile);

export const OLDEST_JAVA = 17;
const OLDEST_MAVEN: readonly [number, number] = [3, 8];

/** Answers the major version out of `java -version`: 17 for "17.0.15", 8 for "1.8.0_402". */
export function parseJavaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** Answers major and minor out of `mvn -version`, which may color its first line. */
export function parseMavenVersion(output: string): readonly [number, number] | undefined {
  const match = /Apache Maven (\d+)\.(\d+)/.exec(output);
  return match?.[1] === undefined || match[2] === undefined ? undefined : [Number(match[1]), Number(match[2])];
}

/** Fails with LOCAL.UNSUPPORTED_PLATFORM where there are no Postgres binaries or no /proc file system. */
export function requirePlatform(platform: string = process.platform, arch: string = process.arch): void {
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return;
  throw new LocalStackError(
    'LOCAL.UNSUPPORTED_PLATFORM',
    `The local stack runs on Linux x64 and arm64, not on ${platform} ${arch}: start it in a Linux virtual machine, or in WSL 2 on Windows.`,
    { platform, arch },
  );
}

export interface Java {
  readonly command: string;
  /** All that it says of itself: another build of the same release says something else. */
  readonly version: string;
}

/** Answers the Java to use. Fails with LOCAL.NO_JAVA or LOCAL.JAVA_TOO_OLD. */
export async function requireJava(env: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const home = env['JAVA_HOME'];
  const inHome = home ? join(home, 'bin', 'java') : undefined;
  const command = inHome && existsSync(inHome) ? inHome : 'java';
  const output = await versionOutput(command, env);
  const major = output === undefined ? undefined : parseJavaVersion(output);
  if (output === undefined || major === undefined) {
    throw new LocalStackError(
      'LOCAL.NO_JAVA',
      `Java was not found: install Java ${OLDEST_JAVA} or later (Debian and Ubuntu: sudo apt-get install openjdk-17-jre-headless) or point JAVA_HOME at one.`,
    );
  }
  if (major < OLDEST_JAVA) {
    throw new LocalStackError(
      'LOCAL.JAVA_TOO_OLD',
      `Java ${major} (${command}) is too old: install Java ${OLDEST_JAVA} or later and point JAVA_HOME at it.`,
      { found: major, needed: OLDEST_JAVA },
    );
  }
  return { command, version: output };
}

/** Answers the Maven command. Fails with LOCAL.NO_MAVEN or LOCAL.MAVEN_TOO_OLD. Asked only before a download. */
export async function requireMaven(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const output = await versionOutput('mvn', env);
  const found = output === undefined ? undefined : parseMavenVersion(output);
  const needed = OLDEST_MAVEN.join('.');
  if (!found) {
    throw new LocalStackError(
      'LOCAL.NO_MAVEN',
      `Maven was not found, which downloads the Java parts once: install Maven ${needed} or later (Debian and Ubuntu: sudo apt-get install maven).`,
    );
  }
  if (found[0] < OLDEST_MAVEN[0] || (found[0] === OLDEST_MAVEN[0] && found[1] < OLDEST_MAVEN[1])) {
    throw new LocalStackError(
      'LOCAL.MAVEN_TOO_OLD',
      `Maven ${found.join('.')} is too old: install Maven ${needed} or later.`,
      {
        found: found.join('.'),
        needed,
      },
    );
  }
  return 'mvn';
}

/** Fails with LOCAL.DISK_FULL when fewer bytes than needed are free where the folder is, or will be. */
export async function requireSpace(folder: string, neededBytes: number, purpose: string): Promise<void> {
  const existing = nearestExisting(folder);
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  if (free >= neededBytes) return;
  throw diskFull(folder, free, neededBytes, purpose);
}

export function diskFull(folder: string, freeBytes: number, neededBytes: number, purpose: string): LocalStackError {
  const [free, needed] = [freeBytes, neededBytes].map((bytes) => `${Math.floor(bytes / 1_000_000)} MB`);
  return new LocalStackError(
    'LOCAL.DISK_FULL',
    `Only ${free} are free where ${folder} is, and ${purpose} need ${needed}: make room there, or move it with TIDEMARK_CACHE (downloads) or TIDEMARK_DATA (data).`,
    { folder, freeBytes, neededBytes },
  );
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

async function versionOutput(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(command, ['-version'], { env, timeout: 20_000 });
    return `${stdout}\n${stderr}`;
  } catch {
    return undefined;
  }
}
