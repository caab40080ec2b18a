import type { CommittedPact } from './committed.ts';

interface Mismatch {
  readonly type: string;
  readonly mismatch: string;
  readonly path?: string;
  readonly key?: string;
}

interface Report {
  readonly errors: readonly {
    readonly interaction: string;
    readonly mismatch: { readonly type: string; readonly mismatches?: readonly Mismatch[]; readonly message?: string };
  }[];
}

/**
 * Pact's report in sentences, one for each mismatch: who reads what of which message, and what is wrong with it. What
 * several messages have in common is said once.
 */
export const sentencesOf = (report: string, { consumer, provider, path }: CommittedPact): readonly string[] => {
  const sentences = (JSON.parse(report) as Report).errors.flatMap(({ interaction, mismatch }) => {
    const message = interaction.slice(interaction.lastIndexOf(' - ') + 3);
    const told = (what: string) => `${provider} breaks ${consumer}, which reads ${what} (${path}).`;
    if (mismatch.mismatches === undefined) return [told(`${message}: ${mismatch.message ?? mismatch.type}`)];
    return mismatch.mismatches.map((one) => told(`${placeOf(message, one)}: ${one.mismatch}`));
  });
  return [...new Set(sentences)];
};

const placeOf = (message: string, { path, key, type }: Mismatch): string => {
  if (type === 'MetadataMismatch') return `${key ?? 'something'} of the record of ${message}`;
  return path === undefined || path === '$' ? message : `${path.replace('$.', '')} of ${message}`;
};
