import { setTimeout as delay } from 'node:timers/promises';

/**
 * Answers true as soon as the condition holds, false when the limit passes first. A condition that throws does not hold
 * yet: whatever is being waited for is allowed to be away.
 */
export async function holdsWithin(
  limitMs: number,
  condition: () => boolean | Promise<boolean>,
  everyMs = 50,
): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      if (await condition()) return true;
    } catch {
      // Not there yet; the deadline decides.
    }
    if (performance.now() >= deadline) return false;
    await delay(everyMs);
  }
}
