/** Fails with the sentences as they stand, so that the first line of the failure says what is wrong, and not that it is. */
export const expectNone = (sentences: readonly string[]): void => {
  if (sentences.length > 0) throw new Error(sentences.join('\n'));
};
