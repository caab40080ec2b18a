import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { acceptedIn } from './accepted.ts';
import { mutated } from './mutate.ts';
import { report } from './report.ts';
import { canary, domains, narrowed } from './subjects.ts';
import type { Subject } from './subjects.ts';
import { judge } from './verdict.ts';
import type { Trial } from './verdict.ts';

/**
 * Mutates the rules of the domains and says which changes no test notices.
 *
 * Exits with 1 when a domain scores less than the threshold, a survivor is not accepted, or an accepted one is stale.
 */
const { values } = parseArgs({
  options: {
    domain: { type: 'string', multiple: true, default: [] },
    file: { type: 'string', multiple: true, default: [] },
    threshold: { type: 'string', default: '85' },
    concurrency: { type: 'string', default: String(Math.max(1, availableParallelism() - 1)) },
    json: { type: 'string' },
    canary: { type: 'boolean', default: false },
  },
});

const fail = (sentence: string): never => {
  console.error(sentence);
  process.exit(1);
};

const numberOf = (option: 'threshold' | 'concurrency'): number => {
  const number = Number(values[option]);
  return Number.isFinite(number) && number > 0 ? number : fail(`--${option} takes a number greater than 0.`);
};

const chosen = (): readonly Subject[] => {
  if (values.canary) return [canary];
  const known = domains();
  const names = known.map(({ name }) => name);
  for (const name of values.domain)
    if (!names.includes(name)) fail(`There is no domain ${name}. Choose from: ${names.join(', ')}.`);
  const named = known.filter(({ name }) => values.domain.length === 0 || values.domain.includes(name));
  return values.file.length === 0 ? named : named.flatMap((subject) => narrowedTo(values.file, subject));
};

const narrowedTo = (files: readonly string[], subject: Subject): readonly Subject[] => {
  const own = files.filter((file) => file.startsWith(`services/${subject.name}/domain/`));
  return own.length === 0 ? [] : [narrowed(subject, own)];
};

const subjects = chosen();
if (subjects.length === 0) fail('No domain holds the named file. Name it from the root of the repository.');
const threshold = numberOf('threshold');
const concurrency = numberOf('concurrency');

const trials: Trial[] = [];
for (const subject of subjects) trials.push(await mutated(subject, concurrency));

const tried = new Set(trials.flatMap(({ mutants }) => mutants.map(({ file }) => file)));
const whole = values.domain.length === 0 && values.file.length === 0 && !values.canary;
const accepted = acceptedIn(join(import.meta.dirname, '../accepted.json')).filter(
  // A run of a part says nothing about the files it leaves out.
  ({ file }) => whole || tried.has(file),
);
const verdict = judge(trials, accepted, threshold);
const mutants = trials.flatMap((trial) => trial.mutants);
if (values.json !== undefined) writeFileSync(resolve(values.json), JSON.stringify({ ...verdict, mutants }, null, 2));
console.log(report(verdict));
process.exit(verdict.complaints.length === 0 ? 0 : 1);
