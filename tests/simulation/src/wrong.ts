/** What must hold: the invariants by their numbers, then the laws. */
export type Rule =
  | 'I1 stock'
  | 'I2 money'
  | 'I3 one end'
  | 'I4 the parts agree'
  | 'I8 the view'
  | 'I10 undone once'
  | 'an answer never changes'
  | 'an end never changes'
  | 'a deadline keeps its time'
  | 'nobody is told no'
  | 'everything comes to rest'
  | 'no defect';

/** A run that ended wrong. The simulation catches it, shortens it and prints it. */
export class Wrong extends Error {
  readonly code = 'SIMULATION.WRONG';
  readonly rule: Rule;

  constructor(rule: Rule, sentence: string) {
    super(sentence);
    this.name = 'Wrong';
    this.rule = rule;
  }
}
