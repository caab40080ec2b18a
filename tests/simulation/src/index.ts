export type { Chosen } from './choices.ts';
export { Choices, chosenOfText, textOfChosen } from './choices.ts';
export type { House } from './house.ts';
export { realHouse } from './house.ts';
export type { Ended, Failure, SimulationOptions } from './simulation.ts';
export { simulate } from './simulation.ts';
