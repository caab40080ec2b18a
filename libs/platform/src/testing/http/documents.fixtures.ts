import type { ServiceConfig } from '../../config.ts';
import { documentOfService } from '../../openapi/document.ts';
import type { ServiceDefinition } from '../../service.ts';
import { readCommitted } from './committed.fixtures.ts';
import type { OpenApi } from './open-api.fixtures.ts';

/** The document that is committed for a service; for one that exists in specs alone, the one that its code makes. */
export const committedDocumentOf = <Config extends ServiceConfig>(definition: ServiceDefinition<Config>): OpenApi =>
  readCommitted(definition.catalog.name) ?? madeDocumentOf(definition);

/** The document as the code makes it now. */
export const madeDocumentOf = <Config extends ServiceConfig>(definition: ServiceDefinition<Config>): OpenApi =>
  JSON.parse(JSON.stringify(documentOfService(definition))) as OpenApi;
