import type { Finding } from './finding.ts';

export type TaggedProject = { readonly path: string; readonly tags: readonly string[] };

const types = ['kernel', 'contract', 'spec', 'pact', 'domain', 'infra', 'app', 'tool', 'simulator', 'test'];

/** Each project has one tag of either kind, from the known ones: without it no import rule would apply to it. */
export const untagged = (projects: readonly TaggedProject[], services: readonly string[]): readonly Finding[] => {
  const known = { type: types, scope: ['shared', 'tooling', ...services] };
  return projects.flatMap(({ path, tags }) =>
    Object.entries(known).flatMap(([kind, names]) => {
      const found = tags.filter((tag) => tag.startsWith(`${kind}:`));
      const [only] = found;
      return found.length === 1 && only !== undefined && names.includes(only.slice(kind.length + 1))
        ? []
        : [{ path, problem: `needs one tag ${kind}:… of ${names.join(', ')}; it has ${found.join(', ') || 'none'}` }];
    }),
  );
};
