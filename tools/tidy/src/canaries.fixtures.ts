/** A text that the lint rules must refuse, or must let pass, where it stands. */
export type Canary = {
  readonly title: string;
  readonly path: string;
  readonly text: string;
};

export type RefusedCanary = Canary & {
  readonly rule: string;
  readonly message?: string;
};

const importing = (name: string) => `import { thing } from '${name}';\nexport const used = thing;`;

const boundary = (title: string, path: string, imported: string, message: string): RefusedCanary => ({
  title,
  path,
  text: importing(imported),
  rule: '@nx/enforce-module-boundaries',
  message,
});

const onlyOn = (tag: string) => `tagged with "${tag}" can only depend on libs`;
const nothing = (tag: string) => `tagged with "${tag}" cannot depend on any libs`;
const noPackage = (tag: string, name: string) => `tagged with "${tag}" is not allowed to import "${name}"`;

const kernel = 'libs/kernel/src/canary.ts';
const contracts = 'contracts/src/canary.ts';
const spec = 'libs/spec/src/canary.ts';
const infra = 'libs/event-store/src/canary.ts';
const domain = 'services/order/domain/src/canary.ts';
const domainTest = 'services/order/domain/src/canary.spec.ts';
const app = 'services/order/app/src/canary.ts';
const appTest = 'services/order/app/src/canary.int.spec.ts';
const simulator = 'tools/psp-simulator/src/canary.ts';
const mailCatcher = 'tools/mail-catcher/src/canary.ts';
const tool = 'tools/tidy/src/canary.ts';
const systemTest = 'tests/system/src/canary.system.spec.ts';

/** Targets depend on nothing themselves: else the rule would speak of a circle before it speaks of tags. */
export const refusedImports: readonly RefusedCanary[] = [
  boundary('the kernel imports no project', kernel, '@tidemark/contracts', nothing('type:kernel')),
  boundary('the kernel imports no package', kernel, 'zod', noPackage('type:kernel', 'zod')),
  boundary('the contracts import no project', contracts, '@tidemark/psp-simulator', nothing('type:contract')),
  boundary('the contracts import no package', contracts, 'zod', noPackage('type:contract', 'zod')),
  boundary('a domain imports no infrastructure', domain, '@tidemark/event-store', onlyOn('type:domain')),
  boundary('a domain imports no package', domain, 'zod', noPackage('type:domain', 'zod')),
  boundary('a domain imports no test library in its sources', domain, '@tidemark/spec', onlyOn('type:domain')),
  boundary('a domain test imports no infrastructure', domainTest, '@tidemark/platform', onlyOn('type:domain')),
  boundary('a domain test imports no database driver', domainTest, 'pg', noPackage('type:domain', 'pg')),
  boundary('the spec library imports the kernel alone', spec, '@tidemark/contracts', onlyOn('type:spec')),
  boundary('the spec library imports no package but the test ones', spec, 'zod', noPackage('type:spec', 'zod')),
  boundary('what is shared imports no domain', infra, '@tidemark/payment-domain', onlyOn('scope:shared')),
  boundary('what is shared imports no app', mailCatcher, '@tidemark/payment-app', onlyOn('scope:shared')),
  boundary('what is shared imports no tool', infra, '@tidemark/contracts-codegen', onlyOn('scope:shared')),
  boundary('infrastructure imports no simulator', infra, '@tidemark/mail-catcher', onlyOn('type:infra')),
  boundary('infrastructure uses the spec library in tests alone', infra, '@tidemark/spec', onlyOn('type:infra')),
  boundary('an app imports no tool', app, '@tidemark/contracts-codegen', onlyOn('scope:order')),
  boundary(
    'an app uses a simulator of the outside world in tests alone',
    app,
    '@tidemark/mail-catcher',
    onlyOn('type:app'),
  ),
  boundary('a simulator knows nothing of the house', simulator, '@tidemark/contracts', nothing('type:simulator')),
  boundary('an app uses the spec library in tests alone', app, '@tidemark/spec', onlyOn('type:app')),
  boundary(
    'a project is imported by its name, never by a path into it',
    tool,
    '../../../services/order/app/src/order.module.ts',
    'cannot be imported by a relative or absolute path',
  ),
];

/** Where each service could name another: its app, and its domain where it has one. */
const placesOf = (name: string, domains: readonly string[]): readonly string[] =>
  (domains.includes(name) ? ['app', 'domain'] : ['app']).map((project) => `services/${name}/${project}/src/canary.ts`);

const projectsOf = (name: string, domains: readonly string[]): readonly string[] =>
  (domains.includes(name) ? ['app', 'domain'] : ['app']).map((project) => `@tidemark/${name}-${project}`);

/** No service imports another: derived, so that the sixth service is guarded too. */
export const refusedAcrossServices = (services: readonly string[], domains: readonly string[]) =>
  services.flatMap((name) =>
    services
      .filter((other) => other !== name)
      .flatMap((other) =>
        placesOf(name, domains).flatMap((place) =>
          projectsOf(other, domains).map((target) =>
            boundary(`${place} does not import ${target}`, place, target, onlyOn(`scope:${name}`)),
          ),
        ),
      ),
  );

const impure = (title: string, text: string, rule: string): RefusedCanary => ({ title, path: domain, text, rule });

export const refusedImpurities: readonly RefusedCanary[] = [
  impure('node: modules', "import { join } from 'node:path';\nexport const used = join;", 'no-restricted-imports'),
  impure('modules of Node without scheme', "import fs from 'fs';\nexport const used = fs;", 'no-restricted-imports'),
  impure(
    'sub-modules of Node',
    "import { readFile } from 'fs/promises';\nexport const used = readFile;",
    'no-restricted-imports',
  ),
  impure(
    'types of Node',
    "import type { Buffer } from 'node:buffer';\nexport type Used = Buffer;",
    'no-restricted-imports',
  ),
  impure('dynamic import', "export const used = () => import('./other.ts');", 'no-restricted-syntax'),
  impure('Date.now', 'export const used = () => Date.now();', 'no-restricted-syntax'),
  impure('Date["now"]', "export const used = () => Date['now']();", 'no-restricted-syntax'),
  impure('Date.now as a value', 'export const used = Date.now;', 'no-restricted-syntax'),
  impure('new Date', 'export const used = () => new Date();', 'no-restricted-syntax'),
  impure('Date as a function', 'export const used = () => Date();', 'no-restricted-syntax'),
  impure('Date under another name', 'const Clock = Date;\nexport const used = new Clock();', 'no-restricted-syntax'),
  impure('Date as a default', 'export const used = (clock = Date) => clock;', 'no-restricted-syntax'),
  impure(
    'Date as an argument',
    'export const used = (run: (x: unknown) => void) => run(Date);',
    'no-restricted-syntax',
  ),
  impure('Date in an object', 'export const used = { clock: Date };', 'no-restricted-syntax'),
  impure(
    'Date assigned',
    'let clock: unknown;\nclock = Date;\nexport const used = () => clock;',
    'no-restricted-syntax',
  ),
  impure('Date as an answer', 'export const used = () => Date;', 'no-restricted-syntax'),
  impure('await', 'export const used = await later;', 'no-restricted-syntax'),
  impure('Math.random', 'export const used = () => Math.random();', 'no-restricted-syntax'),
  impure('Math["random"]', "export const used = () => Math['random']();", 'no-restricted-syntax'),
  impure('random taken out of Math', 'const { random } = Math;\nexport const used = random;', 'no-restricted-syntax'),
  impure('async functions', 'export const used = async () => 1;', 'no-restricted-syntax'),
  impure('import.meta', 'export const used = import.meta.url;', 'no-restricted-syntax'),
  ...[
    'process',
    'setTimeout',
    'fetch',
    'performance',
    'crypto',
    'globalThis',
    'console',
    'Promise',
    'queueMicrotask',
  ].map((name) => impure(`the global ${name}`, `export const used = ${name};`, 'no-restricted-globals')),
  {
    title: 'a clock in the kernel',
    path: kernel,
    text: 'export const used = () => Date.now();',
    rule: 'no-restricted-syntax',
  },
  {
    title: 'node: modules in the contracts',
    path: contracts,
    text: "import { join } from 'node:path';\nexport const used = join;",
    rule: 'no-restricted-imports',
  },
];

const library = (title: string, path: string, text: string): RefusedCanary => ({
  title,
  path,
  text,
  rule: '@typescript-eslint/no-restricted-imports',
});

export const refusedLibraries: readonly RefusedCanary[] = [
  library('kafkajs in a service', app, importing('kafkajs')),
  library('kafkajs beside the one file', 'libs/messaging/src/kafka/canary.ts', importing('kafkajs')),
  library('the insides of kafkajs in a service', app, importing('kafkajs/src/network/requestQueue/index.js')),
  library('types of kafkajs in a service', app, "import type { Kafka } from 'kafkajs';\nexport type Used = Kafka;"),
  library('avsc in messaging', 'libs/messaging/src/canary.ts', importing('avsc')),
  library('avsc in bootstrap', 'infra/bootstrap/src/canary.ts', importing('avsc')),
  library('kafkajs in libs/avro', 'libs/avro/src/canary.ts', importing('kafkajs')),
  {
    title: 'kafkajs by dynamic import',
    path: app,
    text: "export const used = () => import('kafkajs');",
    rule: 'no-restricted-syntax',
  },
  {
    title: 'a producer in the one file that reads Kafka',
    path: 'libs/messaging/src/kafka/kafka-consumer.ts',
    text: "import { Kafka } from 'kafkajs';\nexport const used = new Kafka({ brokers: [] }).producer();",
    rule: 'no-restricted-syntax',
  },
  {
    title: 'a producer taken out of a client',
    path: app,
    text: 'export const used = (kafka: { producer: () => void }) => {\n  const { producer } = kafka;\n  return producer;\n};',
    rule: 'no-restricted-syntax',
  },
];

const habit = (title: string, path: string, text: string, rule: string): RefusedCanary => ({ title, path, text, rule });

const lines = (count: number, line: string) => Array.from({ length: count }, () => line).join('\n');

export const refusedHabits: readonly RefusedCanary[] = [
  habit('default exports', app, 'export default class Order {}', 'no-restricted-exports'),
  habit('default exports by name', app, 'const order = 1;\nexport { order as default };', 'no-restricted-exports'),
  habit('re-export of all', app, "export * from './other.ts';", 'no-restricted-syntax'),
  habit('a file of 401 lines', app, lines(401, '// A line.'), 'max-lines'),
  habit(
    'a function of 73 lines',
    app,
    `export const used = () => {\n${lines(71, '  used();')}\n};`,
    'max-lines-per-function',
  ),
  habit('a focused test', domainTest, "it.only('works', () => {});", 'no-restricted-syntax'),
  habit('a skipped group', systemTest, "describe.skip('works', () => {});", 'no-restricted-syntax'),
  habit('a focused concurrent test', domainTest, "it.concurrent.only('works', () => {});", 'no-restricted-syntax'),
  habit('a planned test', domainTest, "it.todo('works');", 'no-restricted-syntax'),
  habit(
    'a rule switched off without a reason',
    app,
    '// eslint-disable-next-line eqeqeq\nexport const used = (a: number) => a == 1;',
    '@eslint-community/eslint-comments/require-description',
  ),
  habit(
    'rules switched off for a whole file',
    app,
    '/* eslint-disable eqeqeq -- because */\nexport const used = (a: number) => a == 1;',
    '@eslint-community/eslint-comments/no-use',
  ),
  habit('the any type', app, 'export const used = (a: any) => String(a);', '@typescript-eslint/no-explicit-any'),
  habit(
    'a name with an I in front',
    app,
    'export interface IOrder { id: string }',
    '@typescript-eslint/naming-convention',
  ),
  habit('a Manager', app, 'export class OrderManager { id = 1 }', '@typescript-eslint/naming-convention'),
  habit('a Base', app, 'export class BaseEntity { id = 1 }', '@typescript-eslint/naming-convention'),
  habit('an Event in a domain', domain, 'export type OrderEvent = 1;', '@typescript-eslint/naming-convention'),
  habit('an Event in an app', app, 'export type ProviderEvent = 1;', '@typescript-eslint/naming-convention'),
  habit('a file of helpers', 'services/order/app/src/order-helpers.ts', 'export const used = 1;', 'house/file-name'),
  habit('a folder of utils', 'services/order/app/src/utils/order.ts', 'export const used = 1;', 'house/file-name'),
  habit('a file in camelCase', 'services/order/app/src/orderModule.ts', 'export const used = 1;', 'house/file-name'),
  habit('printing in a service', app, "console.log('hello');", 'no-console'),
];

const allowed = (title: string, path: string, text: string): Canary => ({ title, path, text });

export const allowedTexts: readonly Canary[] = [
  allowed('a domain imports the kernel', domain, importing('@tidemark/kernel')),
  allowed('a domain imports the contracts', domain, importing('@tidemark/contracts')),
  allowed('a domain reads a given time', domain, 'export const used = (at: string) => new Date(at).getTime();'),
  allowed('a domain parses a given time', domain, 'export const used = (at: string) => Date.parse(at);'),
  allowed('a domain test imports vitest', domainTest, importing('vitest')),
  allowed('a domain test imports fast-check', domainTest, importing('fast-check')),
  allowed('a domain test imports the spec library', domainTest, importing('@tidemark/spec')),
  allowed('a domain test reads files', domainTest, importing('node:fs')),
  allowed('an app imports its own domain', app, importing('@tidemark/order-domain')),
  allowed('an app imports infrastructure', app, importing('@tidemark/platform')),
  allowed('an app test uses a simulator of the outside world', appTest, importing('@tidemark/mail-catcher')),
  allowed('an app imports packages', app, importing('@nestjs/common')),
  allowed('infrastructure imports infrastructure', infra, importing('@tidemark/contracts')),
  allowed('infrastructure imports packages', infra, importing('pg')),
  allowed('the one file imports kafkajs', 'libs/messaging/src/kafka/kafka-consumer.ts', importing('kafkajs')),
  allowed('bootstrap imports kafkajs', 'infra/bootstrap/src/canary.ts', importing('kafkajs')),
  allowed('libs/avro imports avsc', 'libs/avro/src/canary.ts', importing('avsc')),
  allowed('the generator imports avsc', 'tools/contracts-codegen/src/canary.ts', importing('avsc')),
  allowed('the gate imports avsc', 'tools/contracts-gate/src/canary.ts', importing('avsc')),
  allowed(
    'a system test produces bytes that are no message',
    systemTest,
    "import { Kafka } from 'kafkajs';\nexport const used = new Kafka({ brokers: [] }).producer();",
  ),
  allowed('a tool imports the front door of a domain', tool, importing('@tidemark/order-domain')),
  allowed('a type starts with In', app, 'export type InState = 1;'),
  allowed('a function of 70 lines', app, `export const used = () => {\n${lines(68, '  used();')}\n};`),
];
