import type { Objection, Side } from './compatibility.ts';

/** Who breaks: one side, or each reads the other's in vain. */
export type Broken = Side | 'both';

/** A message, and the services that read it; as many of them break as there are, for each reads it whole. */
export interface Heard {
  readonly message: string;
  readonly readers: readonly string[];
}

/** Says which readers break, why, and how to change the schema instead. `versions` as people list them: `v1 and v2`. */
export const sentenceOf = (heard: Heard, objection: Objection, broken: Broken, versions: string): string =>
  `${whoBreaks(heard, broken, versions)}: ${whatBreaks(heard.message, objection, versions)}.`;

const whoBreaks = ({ message, readers }: Heard, broken: Broken, versions: string): string => {
  switch (broken) {
    case 'old':
      return `${readersOf(versions, readers)} cannot read ${message} as it is written now`;
    case 'new':
      return `${readersOf('the new schema', readers)} cannot read ${message} as ${versions} wrote it`;
    case 'both':
      return `${readersOf(`${versions} and of the new schema`, readers)} cannot read each other's ${message}`;
  }
};

/** "Readers of v1 (order and shipping)"; where no service hears it, there is nobody to name. */
export const readersOf = (versions: string, readers: readonly string[]): string =>
  `Readers of ${versions}${readers.length === 0 ? '' : ` (${listed(readers)})`}`;

export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

const ANOTHER_FIELD = 'keep it as it was, and add a field of another name with a default';

const whatBreaks = (message: string, objection: Objection, versions: string): string => {
  const { side } = objection;
  const field = objection.field === '' ? message : objection.field;
  const have = versions.includes(' and ') ? 'have' : 'has';
  switch (objection.kind) {
    case 'field-missing':
      return side === 'old'
        ? `${field} is gone, and ${versions} ${have} no default for it; keep the field`
        : `${field} is new and has no default for what was written without it; give it a "default"`;
    case 'symbols': {
      const symbols = objection.symbols.join(', ');
      return side === 'old'
        ? `${field} may be ${symbols}, and ${objection.of} of ${versions} has no default symbol to read instead; leave the enum, and say it in a new field whose enum has a "default"`
        : `${field} may be ${symbols}, which is gone; bring the symbol back, or give ${objection.of} a "default" symbol`;
    }
    case 'type':
      return `${field} ${wasAndIs(objection)}; ${ANOTHER_FIELD}`;
    case 'logical':
      return `${field} ${wasAndIs(objection)}, so its values are taken for others; ${ANOTHER_FIELD}`;
    case 'size':
      return `${field} ${wasAndIs(objection)}; ${ANOTHER_FIELD}`;
    case 'name':
      return `${field} ${wasAndIs(objection)}, and types are found by their names; give it back its name`;
    case 'branch':
      return side === 'old'
        ? `${field} may be ${objection.writes} now, and ${versions} reads ${objection.reads}; ${ANOTHER_FIELD}`
        : `${field} may be ${objection.writes} there, and is ${objection.reads} now; leave all that it may be`;
    case 'library':
      return `avsc says "${objection.reason}"; ${ANOTHER_FIELD}`;
  }
};

const wasAndIs = ({ side, reads, writes }: { side: Side; reads: string; writes: string }): string =>
  side === 'old' ? `was ${reads} and is ${writes}` : `was ${writes} and is ${reads}`;
