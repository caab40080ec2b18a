/**
 * Text that any row can hold, at most so many bytes of UTF-8: Postgres stores no U+0000, and half a surrogate pair is no
 * character. What a record says of itself is not to be trusted with either.
 */
export const storableText = (text: string, maxBytes: number): string => {
  const clean = text.toWellFormed().replaceAll('\u0000', '\uFFFD');
  const bytes = Buffer.from(clean, 'utf8');
  if (bytes.byteLength <= maxBytes) return clean;
  // A character that the limit cuts in two becomes U+FFFD, up to three bytes: those go as well.
  return bytes
    .subarray(0, maxBytes)
    .toString('utf8')
    .replace(/\uFFFD+$/u, '');
};
