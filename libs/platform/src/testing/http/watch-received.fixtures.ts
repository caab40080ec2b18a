import { readCommitted } from './committed.fixtures.ts';
import { contractNamed, judge } from './judging.fixtures.ts';
import { listenToAnswers } from './received.fixtures.ts';
import { noteViolation } from './violations.fixtures.ts';

export { judgedAnswers } from './judging.fixtures.ts';

/**
 * From now on whatever this process is answered by a service, which may be any process, is held against the document of
 * that service. Gives what ends it.
 */
export const watchReceived = (serviceAt: (origin: string) => string | undefined): (() => void) =>
  listenToAnswers((origin, exchange) => {
    const service = serviceAt(origin);
    if (service === undefined) return;
    const document = readCommitted(service);
    if (document === undefined) noteViolation(`${service} at ${origin} is no service of this repository`);
    else judge(service, contractNamed(service, document), exchange);
  });
