import { findShop } from '@tidemark/local';
import type { Services } from './command.ts';
import { WrongUsage } from './command.ts';
import { groups } from './groups.ts';
import { helpOf } from './help.ts';
import { get, post } from './http.ts';
import { parseOptions } from './options.ts';
import type { Paint } from './paint.ts';

export interface Surroundings {
  readonly dataDir: string;
  readonly paint: Paint;
  readonly print: (line: string) => void;
}

/** Runs one command line, and prints what it has to show. Fails with `WrongUsage`, `Refused` or `NoAnswer`. */
export const ops = async (args: readonly string[], { dataDir, paint, print }: Surroundings): Promise<void> => {
  const options = parseOptions(args, groups);
  if (options.kind === 'help') {
    for (const line of helpOf(groups)) print(line);
    return;
  }
  const { command, input, json, url } = options;
  const { json: answered, lines } = await command.run(input, servicesAt(dataDir, url));
  for (const line of json ? [JSON.stringify(answered, null, 2)] : lines(paint)) print(line);
};

const servicesAt = (dataDir: string, named: string | undefined): Services => {
  const urls = named === undefined ? findShop(dataDir) : undefined;
  const urlOf = (service: string): string => {
    const url = named ?? urls?.[service];
    if (url !== undefined) return url;
    throw new WrongUsage(
      `No shop runs on ${dataDir}: start one with npm start, set TIDEMARK_DATA, or name the ${service} service with --url.`,
    );
  };
  return {
    get: (service, path) => get(`${urlOf(service)}${path}`),
    post: (service, path, posting) => post(`${urlOf(service)}${path}`, posting),
  };
};
