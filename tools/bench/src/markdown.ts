import type { Report } from './report.ts';
import { exitCodeOf } from './report.ts';
import type { SuiteReports } from './suite.ts';

/** The tables of the page of figures: one column of text for each part of the suite, then what is measured once. */
export const markdownOf = (reports: SuiteReports): string => {
  const [first] = Object.values(reports);
  if (first === undefined) return '';
  return [
    machineLine(first),
    '',
    ...tableOf(
      [
        'load',
        'orders/s',
        'POST → committed end, p50 / p95 / p99 ms',
        'POST → answer, p50 / p99 ms',
        'commit → handler, p50 / p99 ms',
        'CPU ms per order',
        'WAL / Kafka B per order',
        'audit',
      ],
      Object.entries(reports).map(([name, report]) => rowOf(name, report)),
    ),
    '',
    ...tableOf(['once', ''], onceRows(Object.values(reports))),
    '',
    ...tableOf(['CPU ms per order', ...Object.keys(reports)], processRows(reports)),
    '',
    ...tableOf(['an order’s way, p50 / p99 ms', ...Object.keys(reports)], hopRows(reports)),
  ].join('\n');
};

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0
    ? []
    : [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map((row) => line(row))];

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const machineLine = ({ machine }: Report): string =>
  `Measured ${machine.at.slice(0, 10)} on ${machine.cores} × ${machine.model}, ${Math.round(machine.memoryMiB / 1_024)} GiB, ` +
  `Linux ${machine.kernel}, Node ${machine.node}, commit ${machine.commit}, load average before ${machine.loadAverageAtStart}.`;

const rowOf = (name: string, report: Report): readonly string[] => {
  const { sagaMs, postMs, cdcMs, cpuMsPerOrder } = report;
  return [
    name,
    String(report.ordersPerSecond),
    `${sagaMs?.p50 ?? ''} / ${sagaMs?.p95 ?? ''} / ${sagaMs?.p99 ?? ''}`,
    `${postMs.p50} / ${postMs.p99}`,
    `${cdcMs.p50} / ${cdcMs.p99}`,
    String(cpuMsPerOrder['total'] ?? ''),
    `${report.walBytesPerOrder} / ${report.kafkaBytesPerOrder}`,
    exitCodeOf(report) === 0 ? 'clean' : 'does not count',
  ];
};

const onceRows = (reports: readonly Report[]): readonly (readonly string[])[] => {
  const of = <Value>(pick: (report: Report) => Value | null): Value | undefined =>
    reports.map(pick).find((value) => value !== null) ?? undefined;
  const anchors = of(({ anchors: found }) => found);
  const ratios = reports.filter(({ details }) => details.steps !== null);
  const rows: (readonly [string, string | undefined])[] = [
    [
      'cold start to the first Confirmed order',
      withUnit(
        of(({ coldStartSeconds }) => coldStartSeconds),
        's',
      ),
    ],
    ['memory of everything (PSS), largest', withUnit(Math.max(...reports.map(({ pssMiB }) => pssMiB)), 'MiB')],
    [
      'CPU when nothing happens',
      withUnit(
        of(({ idleCores }) => idleCores),
        'cores',
      ),
    ],
    [
      'POSTs accepted at most',
      withUnit(
        of(({ details }) => details.acceptedPerSecond),
        '/s',
      ),
    ],
    ['our own insert loop, 8 clients', withUnit(anchors?.inserts.commitsPerSecond, 'commits/s')],
    ['the same, 1 client, p50', withUnit(anchors?.loneInsert.commitMs.p50, 'ms')],
    ['bare CDC leg, p50 / p99', anchors && `${anchors.cdc.ms.p50} / ${anchors.cdc.ms.p99} ms`],
    ['bare Fastify endpoint', withUnit(anchors?.fastify.requestsPerSecond, 'requests/s')],
    ...ratios.map((report): readonly [string, string | undefined] => [
      `orders per insert of the loop, ${report.details.plan.mix}`,
      anchors && (report.ordersPerSecond / anchors.inserts.commitsPerSecond).toFixed(2),
    ]),
    ...reports.map(({ naive, details }): readonly [string, string | undefined] => [
      `naive chain, ${naive?.steps === undefined ? `${details.plan.rate}/s` : 'capacity'}`,
      naive === null
        ? undefined
        : `${naive.ordersPerSecond} orders/s, p50 / p99 ${naive.sagaMs.p50} / ${naive.sagaMs.p99} ms, ${naive.cpuMsPerOrder['total'] ?? 0} ms CPU`,
    ]),
  ];
  return rows.flatMap(([what, value]) => (value === undefined ? [] : [[what, value]]));
};

const withUnit = (value: number | undefined, unit: string): string | undefined =>
  value === undefined ? undefined : `${Math.round(value * 100) / 100} ${unit}`;

const processRows = (reports: SuiteReports): readonly (readonly string[])[] => {
  const all = Object.values(reports).map(({ cpuMsPerOrder }) => cpuMsPerOrder);
  const names = [...new Set(all.flatMap((shares) => Object.keys(shares)))];
  return names.map((name) => [name, ...all.map((shares) => String(shares[name] ?? ''))]);
};

const hopRows = (reports: SuiteReports): readonly (readonly string[])[] => {
  const all = Object.values(reports).map(({ details }) => details.hops);
  const names = [...new Set(all.flatMap((hops) => hops.map(({ name }) => name)))];
  return names.map((name) => [
    name,
    ...all.map((hops) => {
      const found = hops.find((hop) => hop.name === name);
      return found === undefined ? '' : `${found.ms.p50} / ${found.ms.p99}`;
    }),
  ]);
};
