import { formsOf } from './forms.ts';
import { RefusedRequest } from './refused-request.ts';

/** What somebody wants made. */
export type Request =
  | { readonly kind: 'service'; readonly name: string }
  | {
      readonly kind: 'message';
      readonly owner: string;
      readonly name: string;
      readonly asks: boolean;
      readonly doc: string;
    };

/** What there is already. */
export interface Present {
  readonly services: readonly string[];
  /** Names of records and enums, of every owner. */
  readonly messages: readonly string[];
}

export const USAGE = [
  'npm run generate -- service <name>                  a service that runs, such as loyalty or gift-card',
  'npm run generate -- message <owner> <Name>          a draft of an event, such as loyalty PointsEarned',
  '  --command                                         of a command that the owner obeys, such as EarnPoints',
  '  --doc <sentence>                                  what it means',
].join('\n');

/** Reads and checks what was asked for. Refuses in one sentence what cannot be made. */
export const requestOf = (args: readonly string[], present: Present): Request => {
  const [kind, ...rest] = args;
  if (kind === 'service') return serviceRequest(rest, present);
  if (kind === 'message') return messageRequest(rest, present);
  throw new RefusedRequest(`Ask for a service or a message:\n${USAGE}`);
};

const LONGEST = 30;

const serviceRequest = ([name, ...rest]: readonly string[], present: Present): Request => {
  if (name === undefined || rest.length > 0) throw new RefusedRequest(`A service needs one name:\n${USAGE}`);
  if (name.length > LONGEST || !/^[a-z][a-z0-9]+(?:-[a-z][a-z0-9]*)*$/u.test(name)) {
    throw new RefusedRequest(
      `"${name}" cannot name a service: types, topics and a role are named after it, so take up to ${LONGEST} lower-case letters, words joined by hyphens, such as loyalty or gift-card.`,
    );
  }
  if (present.services.includes(name)) {
    throw new RefusedRequest(`The service ${name} is there already: take another name, or delete services/${name}.`);
  }
  if (RESERVED.has(name)) {
    throw new RefusedRequest(
      `"${name}" means something else to TypeScript, Postgres or the containers: take another name.`,
    );
  }
  const message = `${formsOf(name).Name}Opened`;
  if (present.messages.includes(message)) {
    throw new RefusedRequest(
      `The message ${message}, which the service would publish, is there already: take another name.`,
    );
  }
  return { kind: 'service', name };
};

/** Words that cannot be an identifier, the schemas and containers of others, and what the templates call something else. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'enum'],
  ...['export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'import', 'in', 'instanceof', 'new', 'null'],
  ...['return', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield'],
  ...['let', 'static', 'await', 'arguments', 'eval', 'implements', 'interface', 'package', 'private', 'protected'],
  ...['public', 'postgres', 'capture', 'contracts', 'tidemark', 'health', 'metrics', 'docs'],
  ...['secrets', 'bootstrap', 'kafka', 'connect', 'registry', 'watchdog', 'psp-simulator', 'mail-catcher'],
]);

const messageRequest = (args: readonly string[], present: Present): Request => {
  const { words, asks, doc } = optionsOf(args);
  const [owner, name, ...rest] = words;
  if (owner === undefined || name === undefined || rest.length > 0) {
    throw new RefusedRequest(`A message needs its owner and its name:\n${USAGE}`);
  }
  if (!present.services.includes(owner)) {
    throw new RefusedRequest(
      `"${owner}" is no service that could own a message: take one of ${present.services.join(', ')}.`,
    );
  }
  if (!/^(?:[A-Z][a-z0-9]+){2,6}$/u.test(name)) {
    throw new RefusedRequest(
      `"${name}" cannot name a message: take words that each begin with a capital, such as ${asks ? 'EarnPoints' : 'PointsEarned'}.`,
    );
  }
  if (present.messages.includes(name)) {
    throw new RefusedRequest(`The name ${name} is used already: names are unique over all owners, so take another.`);
  }
  return { kind: 'message', owner, name, asks, doc: doc ?? docOf(owner, name, asks) };
};

const optionsOf = (
  args: readonly string[],
): { readonly words: readonly string[]; readonly asks: boolean; readonly doc: string | undefined } => {
  const at = args.indexOf('--doc');
  const doc = at === -1 ? undefined : args[at + 1];
  if (at !== -1 && (doc === undefined || doc.startsWith('--'))) {
    throw new RefusedRequest('Say after --doc what the message means, in quotation marks.');
  }
  const words = args.filter((word, index) => word !== '--command' && (at === -1 || (index !== at && index !== at + 1)));
  const unknown = words.find((word) => word.startsWith('-'));
  if (unknown !== undefined) throw new RefusedRequest(`"${unknown}" is no option:\n${USAGE}`);
  return { words, asks: args.includes('--command'), doc };
};

/** "PointsEarned" as a sentence, until its author writes a better one. */
const docOf = (owner: string, name: string, asks: boolean): string => {
  const words = name.replaceAll(/(?<=.)[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
  return asks ? `Asks ${owner}: ${words.toLowerCase()}.` : `${words}.`;
};
