// Set up for every file of specs that may run a service: the test that saw an answer which the OpenAPI document does not
// allow is the one that fails.
import { afterAll, afterEach } from 'vitest';
import { takeViolations } from './violations.fixtures.ts';

const report = (): void => {
  const violations = [...new Set(takeViolations())];
  if (violations.length === 0) return;
  const whatToDo = 'If it is meant, say so where the route is described, and run "npm run contracts:openapi".';
  throw new Error([...violations, whatToDo].join('\n'));
};

afterEach(report);
afterAll(report);
