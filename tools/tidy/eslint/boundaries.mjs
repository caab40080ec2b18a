// Who may import whom: the tags of each package.json ("nx.tags") against these constraints.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const services = join(import.meta.dirname, '..', '..', '..', 'services');

/** The scopes are the folders of the services: a sixth service needs no edit here. */
const serviceNames = readdirSync(services).filter((name) => existsSync(join(services, name, 'app', 'package.json')));

const everyType = ['kernel', 'contract', 'spec', 'pact', 'domain', 'infra', 'app', 'tool', 'simulator', 'test'].map(
  (name) => `type:${name}`,
);

/** npm packages that a test may use though its project may not. */
const testPackages = ['vitest', 'fast-check'];

const projectsOf = {
  'type:kernel': [],
  'type:contract': [],
  'type:spec': ['type:kernel'],
  // Holds services to what they need of each other; for tests alone.
  'type:pact': ['type:kernel', 'type:contract', 'type:infra', 'type:spec'],
  'type:domain': ['type:kernel', 'type:contract'],
  'type:infra': ['type:kernel', 'type:contract', 'type:infra'],
  'type:app': ['type:domain', 'type:kernel', 'type:contract', 'type:infra'],
  // The outside world, such as the payment provider: it knows nothing of the house.
  'type:simulator': [],
  // Tools and system tests see everything through its front door; insides are closed by each package's "exports".
  'type:tool': everyType,
  'type:test': everyType,
};

/** Types that may import npm packages from this list only; the others import what their package.json names. */
const packagesOf = {
  'type:kernel': [],
  'type:contract': [],
  'type:domain': [],
  'type:spec': testPackages,
};

const constraintsOfTypes = (extraProjects, extraPackages) =>
  Object.entries(projectsOf).map(([sourceTag, projects]) => ({
    sourceTag,
    onlyDependOnLibsWithTags: [...projects, ...extraProjects],
    ...(packagesOf[sourceTag] && { allowedExternalImports: [...packagesOf[sourceTag], ...extraPackages] }),
  }));

const constraintsOfScopes = [
  { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared'] },
  { sourceTag: 'scope:tooling', onlyDependOnLibsWithTags: ['*'] },
  ...serviceNames.map((name) => ({
    sourceTag: `scope:${name}`,
    onlyDependOnLibsWithTags: [`scope:${name}`, 'scope:shared'],
  })),
];

const boundaries = (extraProjects, extraPackages) => [
  'error',
  {
    banTransitiveDependencies: false,
    // Imported late by the setup of tests, which may run in a copy where nothing is built; laziness is not its reason.
    checkDynamicDependenciesExceptions: ['@tidemark/local'],
    // The rule speaks of the first constraint that is broken. Scopes come first: what they refuse, types often do too.
    depConstraints: [...constraintsOfScopes, ...constraintsOfTypes(extraProjects, extraPackages)],
  },
];

export const boundariesOfSources = boundaries([], []);

/** Tests may also use the given/when/then library, pacts, the simulators of the outside world and the test runner. */
export const boundariesOfTests = boundaries(['type:spec', 'type:pact', 'type:simulator'], testPackages);
