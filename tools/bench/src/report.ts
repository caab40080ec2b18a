import type { Anchors } from './anchors.ts';
import { ratiosOf } from './anchors.ts';
import type { AuditResult } from './audit.ts';
import type { Step } from './capacity.ts';
import { rounded } from './histogram.ts';
import type { Machine } from './machine.ts';
import type { Measurement } from './measure.ts';
import type { NaiveFigures } from './naive.ts';

/** Everything that a benchmark found out; what was not asked for is absent. */
export interface Findings {
  readonly machine: Machine;
  readonly measurement: Measurement;
  readonly pssMiB: Readonly<Record<string, number>>;
  readonly idleCores?: Readonly<Record<string, number>>;
  readonly coldStartSeconds?: number;
  readonly acceptedPerSecond?: number;
  readonly anchors?: Anchors;
  readonly steps?: readonly Step[];
  readonly audit?: AuditResult;
  readonly generatorIsPreferred: boolean;
}

/** What `--json` writes. */
export const reportOf = (findings: Findings, naive?: NaiveFigures) => {
  const { machine, measurement, pssMiB, idleCores, coldStartSeconds, acceptedPerSecond, anchors, steps, audit } =
    findings;
  const { plan, sagaMs, usage } = measurement;
  return {
    ordersPerSecond: measurement.ordersPerSecond,
    sagaMs: sagaMs['answered'],
    cdcMs: measurement.cdcMs,
    postMs: measurement.postMs,
    cpuMsPerOrder: usage.cpuMsPerOrder,
    walBytesPerOrder: usage.walBytesPerOrder,
    kafkaBytesPerOrder: usage.kafkaBytesPerOrder,
    pssMiB: pssMiB['total'] ?? 0,
    idleCores: idleCores?.['total'] ?? null,
    coldStartSeconds: coldStartSeconds === undefined ? null : rounded(coldStartSeconds, 1),
    batch: usage.batch,
    audit: audit ?? null,
    machine,
    anchors: anchors === undefined ? null : { ...anchors, ratios: ratiosOf(measurement, acceptedPerSecond, anchors) },
    naive: naive ?? null,
    details: {
      plan,
      voided: measurement.voided,
      faults: measurement.faults,
      accepted: measurement.accepted,
      outcomes: measurement.outcomes,
      sagaMsByKind: sagaMs,
      slipMs: measurement.slipMs,
      stampToCommitMs: measurement.stampToCommitMs,
      hops: measurement.hops,
      cdcAsideMs: measurement.cdcAsideMs,
      calm: measurement.calm,
      onTheirWay: measurement.onTheirWay,
      resent: measurement.resent,
      generator: { isPreferred: findings.generatorIsPreferred, cpuMsPerOrder: usage.bystandersCpuMsPerOrder },
      pssMiBByProcess: pssMiB,
      idleCoresByProcess: idleCores ?? null,
      acceptedPerSecond: acceptedPerSecond ?? null,
      steps: steps ?? null,
    },
  };
};

export type Report = ReturnType<typeof reportOf>;

/** 0: the figures count. 1: something ended wrong. 2: the run is void, found nothing, or nobody audited it. */
export const exitCodeOf = ({ audit, details: { faults, voided, calm, steps } }: Report): number => {
  if (faults.length > 0 || audit?.exitCode === 1) return 1;
  // A search whose every step failed has found nothing.
  const foundNothing = steps?.every(({ verdict }) => !verdict.holds) === true;
  return foundNothing || voided.length > 0 || calm.unrest.length > 0 || audit?.clean !== true ? 2 : 0;
};
