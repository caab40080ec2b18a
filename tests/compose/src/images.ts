import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { serviceNames } from '@tidemark/bootstrap/catalogs';
import { docker, linesOf } from './docker.ts';
import { CLONE } from './project.ts';

export const SERVICES = serviceNames();

export interface Sizes {
  readonly largestMB: number;
  /** Layers that several share are counted once. */
  readonly togetherMB: number;
}

/** How large the images of the services are. */
export const imageSizes = async (): Promise<Sizes> => {
  const histories = await Promise.all(SERVICES.map((service) => historyOf(`tidemark/${service}`)));
  // What is made by the same steps in the same order, from the first on, is the same layers.
  const counted = new Map<string, number>();
  for (const history of histories) {
    let way = '';
    for (const { step, bytes } of history) {
      way += `\n${step}`;
      counted.set(way, bytes);
    }
  }
  const sizes = histories.map((history) => history.reduce((sum, { bytes }) => sum + bytes, 0));
  const together = [...counted.values()].reduce((sum, bytes) => sum + bytes, 0);
  return { largestMB: Math.max(...sizes) / 1_000_000, togetherMB: together / 1_000_000 };
};

/** The steps of an image with what each adds, from the first on. */
const historyOf = async (image: string): Promise<readonly { readonly step: string; readonly bytes: number }[]> => {
  const format = '{{.Size}} {{.CreatedBy}}';
  const text = await docker(['history', '--no-trunc', '--human=false', '--format', format, image]);
  return linesOf(text)
    .map((line) => ({ step: line.slice(line.indexOf(' ') + 1), bytes: Number.parseInt(line, 10) }))
    .toReversed();
};

/** Skipped when a clone is copied: what is installed, built or kept, and nothing that an image is made of. */
const LEFT_OUT = new Set(['node_modules', 'dist', 'out-tsc', '.git', '.nx', '.tidemark', 'test-results', 'coverage']);

/** Changes one service in a copy of the clone, builds its image again, and answers how many seconds that took. */
export const rebuildSeconds = async (): Promise<number> => {
  const copy = await mkdtemp(join(tmpdir(), 'tidemark-rebuild-'));
  try {
    await cp(CLONE, copy, { recursive: true, filter: (source) => !LEFT_OUT.has(basename(source)) });
    await appendFile(
      join(copy, 'services', 'order', 'app', 'src', 'main.ts'),
      `// Changed at ${String(Date.now())}.\n`,
    );
    const began = performance.now();
    const image = await docker(['build', '--quiet', '--target', 'service', '--build-arg', 'SERVICE=order', copy], {
      DOCKER_BUILDKIT: '1',
    });
    const seconds = (performance.now() - began) / 1_000;
    await docker(['image', 'rm', image.trim()]);
    return seconds;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
};
