import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  parseJavaVersion,
  parseMavenVersion,
  requireJava,
  requireMaven,
  requirePlatform,
  requireSpace,
} from './prerequisites.ts';

describe('versions', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "25" 2025-09-16', 25],
    ['bash: java: not found', undefined],
  ])('reads the Java version out of %j', (output, major) => {
    expect(parseJavaVersion(output)).toBe(major);
  });

  it.each([
    ['\u001B[1mApache Maven 3.8.7\u001B[m', [3, 8]],
    ['Apache Maven 4.0.0-rc-4 (abc)', [4, 0]],
    ['nonsense', undefined],
  ])('reads the Maven version out of %j', (output, version) => {
    expect(parseMavenVersion(output)).toEqual(version);
  });
});

describe('a missing prerequisite is one sentence with its cure', () => {
  let path = '';

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'tidemark-path-'));
  });

  afterEach(() => {
    rmSync(path, { recursive: true });
  });

  const program = (name: string, says: string): void => {
    writeFileSync(join(path, name), `#!/bin/sh\necho '${says}' >&2\n`);
    chmodSync(join(path, name), 0o755);
  };

  it('no Java', async () => {
    await expect(requireJava({ PATH: path })).rejects.toMatchObject({
      code: 'LOCAL.NO_JAVA',
      message: expect.stringMatching(/^Java was not found: install Java 17/) as string,
    });
  });

  it('Java too old', async () => {
    program('java', 'openjdk version "11.0.2" 2019-01-15');
    await expect(requireJava({ PATH: path })).rejects.toMatchObject({
      code: 'LOCAL.JAVA_TOO_OLD',
      message: 'Java 11 (java) is too old: install Java 17 or later and point JAVA_HOME at it.',
    });
  });

  it('no Maven', async () => {
    await expect(requireMaven({ PATH: path })).rejects.toMatchObject({ code: 'LOCAL.NO_MAVEN' });
  });

  it('Maven too old', async () => {
    program('mvn', 'Apache Maven 3.6.3');
    await expect(requireMaven({ PATH: path })).rejects.toMatchObject({
      code: 'LOCAL.MAVEN_TOO_OLD',
      message: 'Maven 3.6 is too old: install Maven 3.8 or later.',
    });
  });

  it('too little space', async () => {
    const missing = join(path, 'not', 'yet', 'there');
    await expect(requireSpace(missing, Number.MAX_SAFE_INTEGER, 'the Java parts')).rejects.toMatchObject({
      code: 'LOCAL.DISK_FULL',
      details: { folder: missing },
    });
  });

  it('another platform', () => {
    expect(() => {
      requirePlatform('darwin', 'arm64');
    }).toThrow(/runs on Linux x64 and arm64, not on darwin arm64: start it in a Linux virtual machine/);
  });
});
