// Set up for every file of specs that may run a service: the test that saw an answer which the OpenAPI document does not
// allow is the one that fails.
import { afterAll, afterEach } from 'vitest';
import { takeViolations } from './violations.fixtures.ts';

const report = (): void => {
  const violations = [...new Set(takeViolations())];
  if (violations.length === 0) return;
  const what = violations.map((violation) => `- ${violation}`).join('\n');
  throw new Error(
    `The OpenAPI document does not allow what was answered:\n${what}\nIf it is meant, say so where the route is described, and run "npm run contracts:openapi".`,
  );
};

afterEach(report);
afterAll(report);
