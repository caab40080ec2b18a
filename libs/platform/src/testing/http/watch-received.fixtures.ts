import { readCommitted } from './committed.fixtures.ts';
import type { HttpContract } from './http-contract.fixtures.ts';
import { answerOf, contractNamed, judge, reasonOf } from './judging.fixtures.ts';
import type { OpenApi } from './open-api.fixtures.ts';
import { listenToAnswers } from './received.fixtures.ts';
import { noteViolation } from './violations.fixtures.ts';

export { judgedAnswers } from './judging.fixtures.ts';
export { hearing, tellAtExit } from './told.fixtures.ts';

type DocumentOf = (service: string) => OpenApi | undefined;

/**
 * From now on whatever this process is answered by a service, which may be any process, is held against the document of
 * that service. Gives what ends it.
 */
export const watchReceived = (
  serviceAt: (origin: string) => string | undefined,
  documentOf: DocumentOf = readCommitted,
): (() => void) =>
  listenToAnswers((origin, exchange) => {
    try {
      const service = serviceAt(origin);
      if (service !== undefined) judge(service, () => contractOf(service, documentOf), exchange);
    } catch (error) {
      const sentence = `${answerOf(exchange)} at ${origin}, and nobody can tell which service that is: ${reasonOf(error)}`;
      noteViolation({ sentence });
    }
  });

const contractOf = (service: string, documentOf: DocumentOf): HttpContract => {
  const document = documentOf(service);
  if (document !== undefined) return contractNamed(service, document);
  throw new Error(
    `it runs from elsewhere, for there is no services/${service}/app here; start it from this repository.`,
  );
};
