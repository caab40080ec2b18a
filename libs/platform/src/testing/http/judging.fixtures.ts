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

/** How many answers of a service have been held against its document, by this process. */
export const judgedAnswers = (service: string): number => judged.get(service) ?? 0;

/** Notes what the document does not allow, for the test that is under way. */
export const judge = (service: string, contract: HttpContract, exchange: Exchange): void => {
  judged.set(service, judgedAnswers(service) + 1);
  for (const violation of contract.violationsOf(exchange)) {
    noteViolation(`${violation} (contracts/openapi/${service}.json)`);
  }
};
