/**
 * Ends a switch that has handled every case: a case added later no longer compiles here.
 *
 * Throws when it is reached all the same, which takes data that bypassed the types.
 */
export const assertNever = (value: never): never => {
  throw new UnhandledCase(value);
};

/** A value outside its closed union was met: data bypassed the types. Find where it entered and parse it there. */
export class UnhandledCase extends Error {
  readonly code = 'KERNEL.UNHANDLED_CASE';
  readonly value: unknown;

  constructor(value: unknown) {
    super(`No case handles ${JSON.stringify(value)}; parse it where it enters the program.`);
    this.name = 'UnhandledCase';
    this.value = value;
  }
}
