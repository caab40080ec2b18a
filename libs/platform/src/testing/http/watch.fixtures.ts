import type { Server } from 'node:http';
import type { ServiceConfig } from '../../config.ts';
import type { ServiceDefinition } from '../../service.ts';
import { committedDocumentOf } from './documents.fixtures.ts';
import { listenIn } from './exchange.fixtures.ts';
import { HttpContract } from './http-contract.fixtures.ts';
import { noteViolation } from './violations.fixtures.ts';

const contracts = new Map<string, HttpContract>();

/** The contract of a service, one for all its instances. */
export const contractOf = <Config extends ServiceConfig>(definition: ServiceDefinition<Config>): HttpContract => {
  const { name } = definition.catalog;
  const known = contracts.get(name) ?? new HttpContract(committedDocumentOf(definition));
  contracts.set(name, known);
  return known;
};

/** From now on whatever the server answers is held against the document of its service. */
export const watch = <Config extends ServiceConfig>(server: Server, definition: ServiceDefinition<Config>): void => {
  const contract = contractOf(definition);
  const file = `contracts/openapi/${definition.catalog.name}.json`;
  listenIn(server, (exchange) => {
    for (const violation of contract.violationsOf(exchange)) noteViolation(`${violation} (${file})`);
  });
};
