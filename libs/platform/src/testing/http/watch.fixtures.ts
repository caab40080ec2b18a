import type { Server } from 'node:http';
import type { ServiceConfig } from '../../config.ts';
import type { ServiceDefinition } from '../../service.ts';
import { committedDocumentOf } from './documents.fixtures.ts';
import { listenIn } from './exchange.fixtures.ts';
import type { HttpContract } from './http-contract.fixtures.ts';
import { contractNamed, judge } from './judging.fixtures.ts';

export const contractOf = <Config extends ServiceConfig>(definition: ServiceDefinition<Config>): HttpContract =>
  contractNamed(definition.catalog.name, committedDocumentOf(definition));

/** From now on whatever the server answers is held against the document of its service. */
export const watch = <Config extends ServiceConfig>(server: Server, definition: ServiceDefinition<Config>): void => {
  const contract = contractOf(definition);
  listenIn(server, (exchange) => {
    judge(definition.catalog.name, () => contract, exchange);
  });
};
