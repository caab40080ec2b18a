export type { Difference, Fact, Place, Reading } from './reading.ts';
export { differences, expectedReading } from './reading.ts';
export { stories } from './stories.ts';
export type { End, Story } from './story.ts';
