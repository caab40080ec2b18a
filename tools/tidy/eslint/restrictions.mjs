// What some places may not say: the purity of the rules, and the libraries that live behind one file.
import { builtinModules } from 'node:module';

const bareBuiltins = builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:'));

/** Deciding code imports no part of Node: neither by scheme nor by bare name, not even as a type. */
export const noNodeModules = [
  'error',
  {
    patterns: [
      { group: ['node:*'], message: 'Rules are pure: what they need from the world arrives as an argument.' },
      {
        regex: `^(${bareBuiltins.join('|')})$`,
        message: 'Rules are pure: what they need from the world arrives as an argument.',
      },
    ],
  },
];

const globalsOfTheWorld = [
  ...['process', 'global', 'globalThis', 'self', 'console', 'Buffer', 'navigator'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate', 'queueMicrotask'],
  ...['fetch', 'WebSocket', 'EventSource', 'BroadcastChannel', 'MessageChannel', 'Worker'],
  ...['performance', 'crypto', 'Promise', 'Atomics', 'SharedArrayBuffer', 'localStorage', 'sessionStorage'],
  ...['require', 'module', '__dirname', '__filename', 'eval', 'Function'],
];

/** Deciding code has no clock, no timer, no network, no randomness and no promise. */
export const noWorldGlobals = [
  'error',
  ...globalsOfTheWorld.map((name) => ({
    name,
    message: 'Rules are pure: time, identity and the world arrive as arguments.',
  })),
];

const clock = 'Rules have no clock: the time arrives as an argument.';
const randomness = 'Rules have no randomness: identities and choices arrive as arguments.';
const synchronous = 'Rules are synchronous: what must be awaited is an adapter.';

/** Only `new Date(value)`, `Date.parse`, `Date.UTC` and the type remain: they ask no clock. */
const impureSyntax = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
  { selector: "CallExpression[callee.name='Date']", message: clock },
  { selector: "MemberExpression[object.name='Date'][property.name!=/^(parse|UTC)$/]", message: clock },
  { selector: "VariableDeclarator[init.name='Date']", message: clock },
  { selector: "AssignmentExpression[right.name='Date']", message: clock },
  { selector: "AssignmentPattern[right.name='Date']", message: clock },
  { selector: "Property[value.name='Date']", message: clock },
  { selector: "ArrowFunctionExpression[body.name='Date'], ReturnStatement[argument.name='Date']", message: clock },
  { selector: ":matches(CallExpression, NewExpression) > Identifier.arguments[name='Date']", message: clock },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: randomness },
  { selector: "MemberExpression[object.name='Math'][computed=true]", message: randomness },
  { selector: "VariableDeclarator[init.name='Math'], AssignmentExpression[right.name='Math']", message: randomness },
  { selector: ':function[async=true]', message: synchronous },
  { selector: 'AwaitExpression, ForOfStatement[await=true]', message: synchronous },
  { selector: 'ImportExpression', message: 'Rules are known before they run: import statically.' },
  { selector: "MetaProperty[meta.name='import']", message: 'Rules do not know where they are stored.' },
];

const libraryBehindOneFile = [
  {
    selector: 'ImportExpression[source.value=/^(kafkajs|avsc)($|\\u002F)/]',
    message: 'Import it statically, where it is allowed: a dynamic import would escape the rule.',
  },
];

const noReExportOfAll = [
  { selector: 'ExportAllDeclaration', message: 'Re-export by name: a reader must see what a package offers.' },
];

const noProducer = [
  {
    selector: "MemberExpression[property.name='producer'], MemberExpression[property.value='producer']",
    message: 'Nothing produces to Kafka but Debezium: write an outbox row.',
  },
  {
    selector: "VariableDeclarator > ObjectPattern > Property[key.name='producer']",
    message: 'Nothing produces to Kafka but Debezium: write an outbox row.',
  },
];

const noFocusedTests = [
  {
    selector:
      'MemberExpression[property.name=/^(only|skip|todo|fails)$/]:matches([object.name=/^(it|test|describe|suite|bench)$/], [object.object.name=/^(it|test|describe|suite|bench)$/])',
    message: 'Every test runs, or it is not there.',
  },
];

/** The syntax that a place may not use; one function, because ESLint replaces a rule's options and never joins them. */
export const restrictedSyntax = ({ pure = false, producer = false, tests = false } = {}) => [
  'error',
  ...noReExportOfAll,
  ...libraryBehindOneFile,
  ...(producer ? [] : noProducer),
  ...(pure ? impureSyntax : []),
  ...(tests ? noFocusedTests : []),
];

const libraries = {
  kafkajs: 'Kafka is read in libs/messaging/src/kafka/kafka-consumer.ts and nowhere else in a service.',
  avsc: 'Avro is decoded in libs/avro and nowhere else: it must be bounded.',
};

/** The libraries that live behind one project or file, less those that this place may import. */
export const restrictedLibraries = (...allowed) => [
  'error',
  {
    patterns: Object.entries(libraries)
      .filter(([name]) => !allowed.includes(name))
      .map(([name, message]) => ({ regex: `^${name}($|/)`, message })),
  },
];
