/** A variable that people set for a program they start, and that no schema parses. */
export interface PeoplesVariable {
  readonly name: string;
  readonly meaning: string;
  readonly fallback: string;
  readonly usedBy: string;
}

export const peoplesVariables: readonly PeoplesVariable[] = [
  {
    name: 'TIDEMARK_DATA',
    meaning: 'The data folder of the shop that runs without containers.',
    fallback: '.tidemark in the clone',
    usedBy: 'npm start, demo, ops, audit, bench',
  },
  {
    name: 'TIDEMARK_CACHE',
    meaning: 'Where the Java parts are kept.',
    fallback: 'tidemark under XDG_CACHE_HOME',
    usedBy: 'npm start, tests',
  },
  {
    name: 'TIDEMARK_TEST_PARTS',
    meaning: 'Which parts integration tests start, separated by commas.',
    fallback: 'all',
    usedBy: 'npm run test:integration',
  },
  { name: 'JAVA_HOME', meaning: 'The Java to use.', fallback: 'java on the PATH', usedBy: 'npm start, tests' },
  { name: 'NO_COLOR', meaning: 'Any value: no colors.', fallback: 'none', usedBy: 'npm test, demo, ops' },
  {
    name: 'UPDATE_DIAGRAMS',
    meaning: 'Any value: draws docs/diagrams/fulfillment.md anew.',
    fallback: 'none',
    usedBy: 'npm run test:unit',
  },
];

/** Read in the sources, and no setting: they come from the system, or are how one program of ours tells another. */
export const noSettings: ReadonlySet<string> = new Set([
  'TIDEMARK_TEST_STACK',
  'PATH',
  'TIDEMARK_PACTS',
  'XDG_CACHE_HOME',
  'NX_DAEMON',
  'TIDEMARK_CRASH_AT',
  'TIDEMARK_MUTATED_SPECS',
]);
