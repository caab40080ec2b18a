/**
 * Longer than the slowest card that is to be charged, `tok_timeout_not_charged`, whose second request comes after
 * `PSP_TIMEOUT_MS`, 5 s, even when the machine is busy; short enough to be waited for by a person.
 */
const PAYMENT_DEADLINE_MS = 20_000;

/** Durations that are minutes in production and seconds where a person watches. What the environment sets stands. */
export const localDurations = (environment: Readonly<Record<string, string | undefined>>) => ({
  PAYMENT_DEADLINE_MS: environment['PAYMENT_DEADLINE_MS'] ?? String(PAYMENT_DEADLINE_MS),
});
