import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrapEnvironment, discoverCatalogs, readTopics } from '@tidemark/bootstrap';
import { readContracts, spoken } from '@tidemark/contracts-codegen';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { channelsOf } from './channels.ts';
import type { Described } from './document.ts';
import { documentOf } from './document.ts';
import { pageOf } from './page.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The files that are drawn from catalogs, topics and schemas, by their paths from the root, formatted. */
export const describeMessages = async (): Promise<ReadonlyMap<string, string>> => {
  const described = await readDescribed();
  const yaml = stringify(documentOf(described), { lineWidth: 0, aliasDuplicateObjects: false });
  return new Map([
    ['contracts/asyncapi.yaml', await formatted('contracts/asyncapi.yaml', `${HEADER}${yaml}`)],
    ['docs/messages.md', await formatted('docs/messages.md', pageOf(described.channels))],
  ]);
};

const HEADER = '# Made by "npm run messages:generate". Change the catalogs, topics or schemas, not this file.\n\n';

export const pathOf = (path: string): string => join(root, path);

/** What there is to describe, read where it is declared. */
export const readDescribed = async (): Promise<Described> => {
  const { KAFKA_BROKERS: kafka, REGISTRY_URL: registry } = bootstrapEnvironment
    .pick({ KAFKA_BROKERS: true, REGISTRY_URL: true })
    .parse({});
  const catalogs = await discoverCatalogs();
  const contracts = spoken(readContracts(pathOf('contracts/avro')));
  const topics = await readTopics({ databaseName: 'tidemark', partitions: 3 });
  return {
    catalogs,
    channels: channelsOf({ catalogs, contracts, topics }),
    purposes: new Map(catalogs.map(({ name }) => [name, purposeOf(name)])),
    servers: { kafka, registry },
  };
};

/** The first sentence of the service's page. */
const purposeOf = (service: string): string => {
  const page = readFileSync(pathOf(`services/${service}/README.md`), 'utf8');
  const [, paragraph = ''] = page.split('\n\n');
  return (/^.+?[.:](?=\s|$)/su.exec(paragraph)?.[0] ?? paragraph).replaceAll(/\s+/gu, ' ').replace(/:$/u, '.');
};

const formatted = async (path: string, text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(pathOf(path))), filepath: pathOf(path) });
