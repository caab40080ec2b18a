export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The same program, under the same process id, whose timers may ring up to this much later: the kernel's own choice is 50 µs.
 * Where it cannot be set, the program runs all the same. `PR_SET_TIMERSLACK` in prctl(2); a new program keeps it.
 */
export const withTimerSlack = (
  milliseconds: number,
  { command, args }: Command,
): { command: string; args: string[] } => ({
  command: '/bin/sh',
  args: [
    '-c',
    `{ echo ${milliseconds * 1_000_000} > /proc/self/timerslack_ns; } 2> /dev/null; exec "$0" "$@"`,
    command,
    ...args,
  ],
});
