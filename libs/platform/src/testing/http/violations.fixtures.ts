const violations: string[] = [];

export const noteViolation = (sentence: string): void => {
  violations.push(sentence);
};

/** What services answered since this was last asked, though their documents do not allow it. */
export const takeViolations = (): readonly string[] => violations.splice(0);
