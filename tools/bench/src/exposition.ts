/** What a histogram of a service has counted. */
export interface HistogramTotals {
  readonly sum: number;
  readonly count: number;
}

const SAMPLE = /^(\w+)\{([^}]*)\} ([0-9.e+-]+|NaN|\+Inf)$/u;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/gu;

/** Reads the sums and counts of a histogram by one of its labels, out of the text that /metrics answers. */
export const histogramTotals = (text: string, name: string, label: string): ReadonlyMap<string, HistogramTotals> => {
  const totals = new Map<string, HistogramTotals>();
  for (const line of text.split('\n')) {
    const [, sample, labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    const part = sample === `${name}_sum` ? 'sum' : sample === `${name}_count` ? 'count' : undefined;
    const of = [...labels.matchAll(LABEL)].find(([, key]) => key === label)?.[2];
    if (part === undefined || of === undefined) continue;
    totals.set(of, { ...(totals.get(of) ?? { sum: 0, count: 0 }), [part]: Number(value) });
  }
  return totals;
};

/** The mean of what was observed between two readings, by label; what was not observed meanwhile is left out. */
export const meansBetween = (
  before: ReadonlyMap<string, HistogramTotals>,
  after: ReadonlyMap<string, HistogramTotals>,
): ReadonlyMap<string, number> =>
  new Map(
    [...after].flatMap(([label, { sum, count }]) => {
      const earlier = before.get(label) ?? { sum: 0, count: 0 };
      const observed = count - earlier.count;
      return observed > 0 ? [[label, (sum - earlier.sum) / observed] as const] : [];
    }),
  );
