import type { AuditReport } from './audit.ts';
import type { DeclaredException } from './exceptions.ts';
import type { InvariantId, Violation } from './invariants.ts';
import { invariants } from './invariants.ts';

/** What the program ends with: clean, violations found, or something that could not be read. */
export const exitCodeOf = ({ judgments, unread }: AuditReport): 0 | 1 | 2 => {
  if (judgments.some(({ violations }) => violations.length > 0)) return 1;
  return unread.length > 0 ? 2 : 0;
};

/** How many violations of one invariant are printed; `--json` has them all. */
const SHOWN = 20;

/** The report for people: a table, then one line for each violation. */
export const linesOf = (report: AuditReport): readonly string[] => {
  const { judgments, moving, exceptions, unrest, unread, isComplete, orders, records, durations } = report;
  const rows = judgments.map(({ invariant, checked, violations }) => [
    invariant.padEnd(3),
    String(checked).padStart(9),
    String(violations.length).padStart(7),
    invariants[invariant],
  ]);
  const wrong = judgments.flatMap(({ violations }) => violations);
  const seconds = Object.values(durations).reduce((sum, ms) => sum + ms, 0) / 1_000;
  return [
    `     ${'checked'.padStart(9)}  ${'wrong'.padStart(7)}`,
    ...rows.map((row) => row.join('  ')),
    '',
    ...judgments.flatMap(({ violations }) => violationLines(violations)),
    ...told('declared exception', exceptions.map(exceptionLine)),
    ...told('not at rest', unrest),
    ...told(
      'on its way, not judged',
      moving.map(({ subject, because }) => `${subject}: ${because.join('; ')}`),
    ),
    ...told('could not be read', unread),
    `${orders} orders and ${records} records read in ${seconds.toFixed(1)} s: ${wrong.length === 0 ? 'nothing is wrong' : `${wrong.length} violations`}${isComplete ? '' : `, as far as ${unread.length > 0 ? 'could be read' : 'all was at rest'}`}`,
  ];
};

const violationLines = (violations: readonly Violation[]): readonly string[] => [
  ...violations.slice(0, SHOWN).map(lineOf),
  ...(violations.length > SHOWN ? [`… and ${violations.length - SHOWN} more of ${nameOf(violations)}`] : []),
  ...(violations.length > 0 ? [''] : []),
];

const nameOf = ([first]: readonly Violation[]): InvariantId | '' => first?.invariant ?? '';

export const lineOf = ({ invariant, orderId, subject, expected, found }: Violation): string => {
  const order = orderId === undefined || subject.includes(orderId) ? '' : ` (order ${orderId})`;
  return `${invariant}  ${subject}${order}: expected ${expected}; found ${found}`;
};

const exceptionLine = ({ orderId, answer, actor, at, reason, found }: DeclaredException): string => {
  const said = `${answer} settled outside, says ${actor} at ${new Date(at).toISOString()}: "${reason}"`;
  return `order ${orderId}: ${said}; ${found.length === 0 ? 'undone all the same' : found.join(', ')}`;
};

const told = (what: string, lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, SHOWN).map((line) => `${what}: ${line}`),
  ...(lines.length > SHOWN ? [`… and ${lines.length - SHOWN} more`] : []),
  ...(lines.length > 0 ? [''] : []),
];
