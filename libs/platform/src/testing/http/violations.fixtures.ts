/** What a service answered though its document does not allow it, or why an answer could not be held against one. */
export interface Violation {
  readonly sentence: string;
  /** Where the sentence does not say it: often the same for several, and then said once. */
  readonly whatToDo?: string;
}

const violations: Violation[] = [];

export const noteViolation = (violation: Violation): void => {
  violations.push(violation);
};

/** What was noted since this was last asked. */
export const takeViolations = (): readonly Violation[] => violations.splice(0);

/** Fails with everything that was noted since this was last asked, and what to do about it. */
export const failOnViolations = (): void => {
  const noted = takeViolations();
  if (noted.length === 0) return;
  const advice = noted.flatMap(({ whatToDo }) => whatToDo ?? []);
  throw new Error([...new Set([...noted.map(({ sentence }) => sentence), ...advice])].join('\n'));
};
