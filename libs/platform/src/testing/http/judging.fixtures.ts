import type { Exchange } from './exchange.fixtures.ts';
import { HttpContract } from './http-contract.fixtures.ts';
import type { OpenApi } from './open-api.fixtures.ts';
import { noteViolation } from './violations.fixtures.ts';

const contracts = new Map<string, HttpContract>();

/** The contract of a service, one for all its instances. */
export const contractNamed = (service: string, document: OpenApi): HttpContract => {
  const known = contracts.get(service) ?? new HttpContract(document);
  contracts.set(service, known);
  return known;
};

const judged = new Map<string, number>();

/** How many answers of a service have been held against its document, by this process and those that told it. */
export const judgedAnswers = (service: string): number => judged.get(service) ?? 0;

export const judgedServices = (): Readonly<Record<string, number>> => Object.fromEntries(judged);

export const addJudged = (service: string, count: number): void => {
  judged.set(service, judgedAnswers(service) + count);
};

const MEANT = 'If it is meant, say so where the route is described, and run "npm run contracts:openapi".';

/**
 * Notes what the document does not allow, for the test that is under way. Never fails: it runs wherever an answer comes
 * or goes, and what is thrown there ends the service or the process, and names no test.
 */
export const judge = (service: string, contract: () => HttpContract, exchange: Exchange): void => {
  const file = `contracts/openapi/${service}.json`;
  try {
    const violations = contract().violationsOf(exchange);
    addJudged(service, 1);
    for (const violation of violations) noteViolation({ sentence: `${violation} (${file})`, whatToDo: MEANT });
  } catch (error) {
    const sentence = `${answerOf(exchange)} by ${service} could not be held against ${file}: ${reasonOf(error)}`;
    noteViolation({ sentence });
  }
};

/** `GET /orders/1 answered 200`. */
export const answerOf = ({ method, url, status }: Exchange): string =>
  `${method} ${url.split('?')[0] ?? ''} answered ${String(status)}`;

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
