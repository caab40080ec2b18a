export type { Command, CommandGroup, CommandOption, Input, Services, Shown } from './command.ts';
export { WrongUsage } from './command.ts';
export { NoAnswer, Refused } from './http.ts';
export type { Surroundings } from './ops.ts';
export { ops } from './ops.ts';
export { paintFor, plain } from './paint.ts';
