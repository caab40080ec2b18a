import eslint from '@eslint/js';
import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';
import nx from '@nx/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { boundariesOfSources, boundariesOfTests } from './tools/tidy/eslint/boundaries.mjs';
import { housePlugin, typeNamesOfServices, typeNamesOfSources } from './tools/tidy/eslint/house-plugin.mjs';
import {
  noNodeModules,
  noWorldGlobals,
  restrictedLibraries,
  restrictedSyntax,
} from './tools/tidy/eslint/restrictions.mjs';

const sources = ['**/*.ts'];
const specs = ['**/*.spec.ts', '**/*.conformance.ts', '**/*.fixtures.ts'];
const plainScripts = ['**/*.mjs'];
const configFiles = ['*.config.{ts,mjs}'];
const services = ['services/*/{domain,app}/src/**/*.ts'];
const domains = ['services/*/domain/src/**/*.ts'];
const pureSources = [...domains, 'libs/kernel/src/**/*.ts', 'contracts/src/**/*.ts'];
const nestSources = ['services/*/app/src/**/*.ts', 'libs/platform/src/**/*.ts'];
/** Programs that set Kafka up, or probe it. */
const kafkaPrograms = ['infra/{local,bootstrap}/src/**/*.ts', 'tests/*/src/**/*.ts'];

export default defineConfig(
  globalIgnores(['**/dist/', '**/out-tsc/', '**/coverage/', 'test-results/', '.nx/', '.tidemark/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  eslint.configs.recommended,
  comments.recommended,
  {
    rules: {
      '@eslint-community/eslint-comments/require-description': ['error', { ignore: [] }],
      '@eslint-community/eslint-comments/no-use': [
        'error',
        { allow: ['eslint-disable-next-line', 'eslint-disable-line'] },
      ],
      eqeqeq: 'error',
      // Escape sequences of terminals are control characters, and are matched on purpose.
      'no-control-regex': 'off',
    },
  },
  {
    files: sources,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['vitest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
  {
    name: 'house: types',
    files: sources,
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // `default: return assertNever(x)` and `default: return stay(state)` both end a switch on purpose.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      // A number in a sentence is printed as it is.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // TypeScript believes that a flag keeps its value over an await and over callbacks that set it: in adapters nearly
      // every hit is such a flag, and the cure would hide it.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // An interface has no implicit index signature: what must fit Record<string, unknown> has to be a type.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // `query<Row>(sql)` names what the database answers, and that stands in the result alone.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // The in-memory adapter of an asynchronous port has nothing to await, yet must reject rather than throw.
      '@typescript-eslint/require-await': 'off',
      // It asks for `!` where no-non-null-assertion forbids it.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
    },
  },
  {
    name: 'house: names and sizes',
    files: [...sources, ...plainScripts],
    plugins: { house: housePlugin, '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser },
    rules: {
      'house/file-name': 'error',
      '@typescript-eslint/naming-convention': typeNamesOfSources,
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      'no-restricted-syntax': restrictedSyntax(),
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 70, skipComments: true, skipBlankLines: true }],
    },
  },
  { files: services, rules: { '@typescript-eslint/naming-convention': typeNamesOfServices } },
  { files: configFiles, rules: { 'no-restricted-exports': 'off' } },
  {
    name: 'house: who may import whom',
    files: [...sources, ...plainScripts],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': boundariesOfSources },
  },
  {
    files: sources,
    rules: { '@typescript-eslint/no-restricted-imports': restrictedLibraries() },
  },
  {
    // The auditor reads Kafka by itself: what it judges must not be what it reads with. The benchmark asks for lags.
    files: [
      'libs/messaging/src/kafka/kafka-consumer.ts',
      'libs/messaging/src/**/*.int.spec.ts',
      'libs/platform/src/runtime.int.spec.ts',
      'libs/platform/src/testing/http/awake.fixtures.ts',
      'tools/auditor/src/readings/log.ts',
      'tools/bench/src/broker.ts',
    ],
    rules: { '@typescript-eslint/no-restricted-imports': restrictedLibraries('kafkajs') },
  },
  {
    files: ['libs/avro/src/**/*.ts', 'tools/contracts-{codegen,gate}/src/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': restrictedLibraries('avsc') },
  },
  {
    files: kafkaPrograms,
    rules: {
      '@typescript-eslint/no-restricted-imports': restrictedLibraries('kafkajs'),
      'no-restricted-syntax': restrictedSyntax({ producer: true }),
    },
  },
  {
    name: 'house: rules are pure',
    files: pureSources,
    ignores: specs,
    rules: {
      'no-restricted-imports': noNodeModules,
      'no-restricted-globals': noWorldGlobals,
      'no-restricted-syntax': restrictedSyntax({ pure: true }),
    },
  },
  {
    name: 'house: libraries and services log, they do not print',
    files: ['libs/*/src/**/*.ts', 'services/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    name: 'house: tests',
    files: specs,
    rules: {
      '@nx/enforce-module-boundaries': boundariesOfTests,
      'no-restricted-syntax': restrictedSyntax({ tests: true }),
      // A describe holds many short examples; each of them is short, and the file has its own limit.
      'max-lines-per-function': 'off',
      // A wrong `!` in a test is a failing test.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // Messages must come from somewhere when the consumer itself is under test.
    files: [
      ...['tests/*/src/**/*.spec.ts', 'infra/*/src/**/*.spec.ts', '**/*.int.spec.ts'],
      'libs/platform/src/testing/http/awake.fixtures.ts',
    ],
    rules: { 'no-restricted-syntax': restrictedSyntax({ tests: true, producer: true }) },
  },
  {
    name: 'house: Nest',
    files: nestSources,
    rules: {
      // A Nest module is a class whose whole content is its decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Nest declares its options as classes and expects literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: plainScripts,
    // What the Node that lints them offers: they run under the same one.
    languageOptions: {
      globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])),
    },
  },
);
