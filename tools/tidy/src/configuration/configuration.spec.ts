import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filesOf, read } from '../repository.ts';
import { composeVariables } from './compose-variables.ts';
import { configurationPage, PAGE } from './configuration-page.ts';
import { pageOf } from './page.ts';
import { noSettings, peoplesVariables } from './people.ts';
import { variablesOf } from './variable.ts';

describe('docs/configuration.md', () => {
  it('says what the programs, the compose files and the commands read today', async () => {
    const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
    expect(page, 'The page is stale: run "npm run configuration:generate".').toBe(await configurationPage());
  });

  it('holds every variable that a source reads from the environment of the process', () => {
    const sources = filesOf().filter((file) => /(?<!\.spec|\.fixtures)\.(?:ts|mjs)$/u.test(file));
    const names = sources.flatMap((file) =>
      [...read(file).text.matchAll(/\benv\['([A-Z_]+)'\]/gu)].map(([, name = '']) => name),
    );
    const page = readFileSync(PAGE, 'utf8');
    expect(names).toContain('TIDEMARK_DATA');
    expect(new Set(names.filter((name) => !noSettings.has(name) && !page.includes(`\`${name}\``)))).toEqual(new Set());
  });

  it('has no command’s variable twice', () => {
    const names = peoplesVariables.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('A variable', () => {
  it('must say what it means', () => {
    expect(() => variablesOf('order', z.object({ NOBODY_KNOWS: z.string() }))).toThrow(
      "NOBODY_KNOWS of order does not say what it means: add .describe('…') to its schema.",
    );
  });

  it('is required, has a default, or has none', () => {
    const schema = z.object({
      NEEDED: z.string().describe('needed'),
      GIVEN: z.coerce.number().default(7).describe('given'),
      SPARED: z.string().optional().describe('spared'),
    });
    expect(variablesOf('order', schema).map(({ isRequired, fallback }) => [isRequired, fallback])).toEqual([
      [true, undefined],
      [false, '7'],
      [false, undefined],
    ]);
  });

  it('has one row when programs mean the same by it, with each default that differs', () => {
    const port = (usedBy: string, fallback: string) => ({
      name: 'HTTP_PORT',
      meaning: 'The port.',
      fallback,
      isRequired: false,
      usedBy,
    });
    const page = pageOf({ programs: [port('order', '3000'), port('payment', '3002')], compose: [], people: [] });
    expect(page).toContain('| `HTTP_PORT` | The port. | order `3000`, payment `3002` | order, payment |');
  });
});

describe('A variable of a compose file', () => {
  it('is told once, by the service in which it stands first', () => {
    const text = "services:\n  order:\n    ports: ['127.0.0.1:${ORDER_PORT:-3000}:3000']\n    x: ${ORDER_PORT:-3000}\n";
    expect(composeVariables('docker-compose.yml', text)).toEqual([
      {
        name: 'ORDER_PORT',
        meaning: 'The port on loopback where order is published.',
        fallback: '3000',
        file: 'docker-compose.yml',
      },
    ]);
  });
});
