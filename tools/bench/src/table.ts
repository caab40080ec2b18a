import type { Report } from './report.ts';

type Row = readonly [what: string, value: string];

const WIDTH = 26;

/** The figures as lines for people. */
export const tableOf = (report: Report): readonly string[] => [
  ...rowsOf(report).map(([what, value]) => `  ${what.padEnd(WIDTH)}${value}`),
  ...section('an order’s way, ms', hopRows(report)),
  ...section('CPU per order, ms', shareRows(report.cpuMsPerOrder)),
  ...section('injected and found', outcomeRows(report)),
  ...section('anchors', anchorRows(report)),
  ...section('naive chain', naiveRows(report)),
];

const section = (title: string, rows: readonly Row[]): readonly string[] =>
  rows.length === 0 ? [] : ['', `  ${title}`, ...rows.map(([what, value]) => `    ${what.padEnd(WIDTH + 22)}${value}`)];

const rowsOf = (report: Report): readonly Row[] => {
  const { machine, details, sagaMs, cdcMs, postMs } = report;
  const { plan, slipMs, generator } = details;
  return [
    ['machine', `${machine.cores} × ${machine.model}, ${machine.memoryMiB} MiB, ${machine.kernel}, ${machine.node}`],
    ['load average before', `${machine.loadAverageAtStart}, at ${machine.at}, commit ${machine.commit}`],
    ['load', `${plan.rate}/s ${plan.mix}, ${plan.warmupSeconds} + ${plan.seconds} s, seed ${plan.seed}`],
    ['orders ended', `${report.ordersPerSecond}/s, ${details.accepted} accepted`],
    ['POST to committed end', three(sagaMs ?? cdcMs)],
    ['POST to answer', three(postMs)],
    ['commit to handler', three(cdcMs)],
    ['  of other handlers', three(details.cdcAsideMs)],
    ['CPU per order', `${report.cpuMsPerOrder['total'] ?? 0} ms`],
    ['WAL per order', `${report.walBytesPerOrder} B`],
    ['Kafka per order', `${report.kafkaBytesPerOrder} B`],
    ['memory (PSS)', `${report.pssMiB} MiB`],
    ...some('idle', report.idleCores, (cores) => `${cores} cores`),
    ...some('cold start', report.coldStartSeconds, (seconds) => `${seconds} s`),
    ...some('POSTs accepted', details.acceptedPerSecond, (posts) => `${Math.round(posts)}/s at most`),
    [
      'messages a transaction',
      Object.entries(report.batch)
        .map(([name, mean]) => `${name} ${mean}`)
        .join(' · '),
    ],
    [
      'generator',
      `late by ${three(slipMs)}; ${generator.cpuMsPerOrder['generator'] ?? 0} ms CPU per order, not counted`,
    ],
    ['stamp before commit', three(details.stampToCommitMs)],
    ['at rest again', details.calm.unrest.join('; ') || `${details.calm.seconds.toFixed(1)} s after the last answer`],
    ['audit', auditOf(report)],
    ...(details.steps ?? []).map(({ rate, verdict }): Row => [`${rate}/s`, verdict.reasons.join('; ') || 'holds']),
    ...details.faults.map((fault): Row => ['WRONG', fault]),
    ...details.voided.map((reason): Row => ['VOID', reason]),
  ];
};

const some = <Value>(what: string, value: Value | null, say: (value: Value) => string): readonly Row[] =>
  value === null ? [] : [[what, say(value)]];

interface Three {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const three = ({ p50, p95, p99 }: Three): string => `p50 ${p50}   p95 ${p95}   p99 ${p99} ms`;

const auditOf = ({ audit }: Report): string => {
  if (audit === null) return 'none was made: without one this is no figure';
  return audit.clean ? 'clean' : `NOT clean:\n${audit.said}`;
};

const hopRows = ({ details }: Report): readonly Row[] =>
  details.hops.map(({ name, ms }) => [name, `p50 ${ms.p50}   p99 ${ms.p99}`]);

const shareRows = (shares: Readonly<Record<string, number>>): readonly Row[] =>
  Object.entries(shares)
    .filter(([name]) => name !== 'total')
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, ms]) => [name, String(ms)]);

const outcomeRows = ({ details }: Report): readonly Row[] =>
  Object.entries(details.outcomes).map(([kind, { injected, right }]) => {
    const { p50, p99 } = details.sagaMsByKind[kind] ?? { p50: 0, p99: 0 };
    return [kind, `${injected} injected, ${right} ended right, p50 ${p50} p99 ${p99} ms`];
  });

const anchorRows = ({ anchors }: Report): readonly Row[] => {
  if (anchors === null) return [];
  const { inserts, loneInsert, cdc, fastify, ratios } = anchors;
  return [
    [
      `insert loop, ${inserts.clients} clients`,
      `${inserts.commitsPerSecond} commits/s, p50 ${inserts.commitMs.p50} ms`,
    ],
    ['insert loop, 1 client', `${loneInsert.commitsPerSecond} commits/s, p50 ${loneInsert.commitMs.p50} ms`],
    [`bare CDC leg, ${cdc.eventsPerSecond}/s`, `${three(cdc.ms)}${cdc.lost > 0 ? `, ${cdc.lost} LOST` : ''}`],
    ['bare Fastify', `${fastify.requestsPerSecond} requests/s, ${fastify.cpuMsPerRequest} ms CPU each`],
    ...Object.entries(ratios).map(([name, ratio]): Row => [name, String(ratio)]),
  ];
};

const naiveRows = ({ naive }: Report): readonly Row[] =>
  naive === null
    ? []
    : [
        ['orders ended', `${naive.ordersPerSecond}/s of ${naive.rate}/s, ${naive.refused} refused`],
        ['POST to answer', three(naive.sagaMs)],
        ['CPU per order', `${naive.cpuMsPerOrder['total'] ?? 0} ms`],
      ];
