import type { CommandGroup } from './command.ts';
import { deadLetters } from './dead-letters.ts';
import { fulfillments } from './fulfillments.ts';

/** Everything that `npm run ops` can do; a new kind of thing is a file of its own and a word here. */
export const groups: readonly CommandGroup[] = [fulfillments, deadLetters];
