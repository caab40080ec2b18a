import { platformProblem, ProblemError } from '@tidemark/platform';
import { problemOf } from './refusals.ts';

/** What a conditional request names: any version there is, or these; RFC 9110, section 13. */
export type EntityTags = 'any' | ReadonlySet<string>;

export const etagOf = (version: number): string => `"${String(version)}"`;

/** Whether the version is among those that were named. */
export const matches = (tags: EntityTags, version: number): boolean => tags === 'any' || tags.has(etagOf(version));

/** The versions that a change may meet. Without the header, 428: a change of what nobody has looked at is refused. */
export const requiredIfMatch = (header: string | undefined): EntityTags => {
  if (header === undefined) {
    throw new ProblemError(problemOf({ code: 'PRECONDITION_REQUIRED' }));
  }
  // A weak tag promises too little to overwrite by: it matches nothing.
  return entityTags('If-Match', header, (tag) => tag);
};

/** The versions that the caller has at hand. Weak tags count: a proxy weakens what it compresses. */
export const ifNoneMatch = (header: string | undefined): EntityTags =>
  header === undefined ? new Set() : entityTags('If-None-Match', header, (tag) => tag.replace(/^W\//u, ''));

const TAG = String.raw`(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const TAGS = new RegExp(String.raw`^\s*${TAG}(?:\s*,\s*${TAG})*\s*$`, 'u');

const entityTags = (field: string, header: string, comparable: (tag: string) => string): EntityTags => {
  if (header.trim() === '*') return 'any';
  if (!TAGS.test(header)) {
    const rule = 'must be * or ETags in double quotes, separated by commas';
    throw new ProblemError(platformProblem('INPUT_INVALID', `${field}: ${rule}.`, { errors: [{ field, rule }] }));
  }
  return new Set((header.match(new RegExp(TAG, 'gu')) ?? []).map(comparable));
};
