/**
 * Longer than the slowest card that is to be charged, `tok_timeout_not_charged`, whose second request comes after
 * `PSP_TIMEOUT_MS`, 5 s, even when the machine is busy; short enough to be waited for by a person.
 */
const PAYMENT_DEADLINE_MS = 20_000;

/** Durations that are minutes in production and seconds where a person watches. What the environment sets stands. */
export const localDurations = (environment: Readonly<Record<string, string | undefined>>) => {
  const { PAYMENT_DEADLINE_MS: given = '' } = environment;
  // The services, too, take an empty variable for one that is not set.
  return { PAYMENT_DEADLINE_MS: given.trim() === '' ? String(PAYMENT_DEADLINE_MS) : given };
};
