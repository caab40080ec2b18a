// Set up for every file of specs that may run a service: the test that saw an answer which the OpenAPI document does not
// allow is the one that fails.
import { afterAll, afterEach } from 'vitest';
import { failOnViolations } from './violations.fixtures.ts';

afterEach(failOnViolations);
afterAll(failOnViolations);
