/** What sort of check must notice a bug. */
export type Kind =
  'law' | 'simulation' | 'conformance' | 'unit' | 'contract' | 'integration' | 'auditor' | 'harness + auditor';

/** One spec that must notice. */
export interface Check {
  readonly kind: Kind;
  /** From the root of the repository, with forward slashes; `*.int.spec.ts` and `*.contract.spec.ts` run on real parts, `*.chaos.spec.ts` on a shop. */
  readonly spec: string;
  /** The part that an integration spec needs; Postgres unless it is named. All specs share what is started. */
  readonly part?: 'postgres' | 'kafka';
  /** Runs only the tests whose full name (`group > test`) holds this text, where the whole spec would take long. */
  readonly title?: string;
}

/** A mistake as people make it, as data: it exists nowhere but in a copy of the sources while its check runs. */
export interface Bug {
  /** In kebab-case; what `--only` takes. */
  readonly name: string;
  /** One sentence: what is wrong with it. */
  readonly breaks: string;
  /** The source to change, from the root of the repository, with forward slashes. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
  readonly check: Check;
  /** What the first line of the failure must name: who relies on what, where the check knows that. */
  readonly names?: readonly string[];
}
