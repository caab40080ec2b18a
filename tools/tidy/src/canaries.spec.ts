import { serviceNames } from '@tidemark/bootstrap/catalogs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  allowedTexts,
  refusedAcrossServices,
  refusedHabits,
  refusedImports,
  refusedImpurities,
  refusedLibraries,
} from './canaries.fixtures.ts';
import type { RefusedCanary } from './canaries.fixtures.ts';
import { lintTyped, lintUntyped } from './lint-fixture.ts';
import type { LintFixture } from './lint-fixture.ts';
import { domainNames } from './repository.ts';

describe('the lint rules', () => {
  let lint: LintFixture;

  beforeAll(async () => {
    lint = await lintUntyped();
    // The first text pays for loading the configuration and its plugins.
    await lint('libs/kernel/src/canary.ts', 'export {};');
  }, 120_000);

  const refuses =
    ({ path, text, rule, message }: RefusedCanary) =>
    async () => {
      const complaints = await lint(path, text);
      expect(complaints.map((complaint) => complaint.rule)).toContain(rule);
      if (message !== undefined) expect(complaints.map((complaint) => complaint.message).join('\n')).toContain(message);
    };

  describe('refuse an import', () => {
    for (const canary of refusedImports) it(canary.title, refuses(canary));
    for (const canary of refusedAcrossServices(serviceNames(), domainNames())) it(canary.title, refuses(canary));
  });

  describe('refuse in code that decides', () => {
    for (const canary of refusedImpurities) it(canary.title, refuses(canary));
  });

  describe('refuse a library outside its place', () => {
    for (const canary of refusedLibraries) it(canary.title, refuses(canary));
  });

  describe('refuse a habit', () => {
    for (const canary of refusedHabits) it(canary.title, refuses(canary));
  });

  describe('let pass', () => {
    for (const { title, path, text } of allowedTexts)
      it(title, async () => {
        expect(await lint(path, text)).toEqual([]);
      });
  });
});

describe('the lint rules that read types', () => {
  const source = 'tools/tidy/src/lint.ts';
  const lint = lintTyped();

  it('refuse a switch that forgets a case', { timeout: 60_000 }, async () => {
    const text = `export const used = (x: 'a' | 'b') => {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n};`;
    const complaints = await lint(source, text);
    expect(complaints.map(({ rule }) => rule)).toEqual(['@typescript-eslint/switch-exhaustiveness-check']);
  });

  it('refuse a promise that nobody awaits', { timeout: 60_000 }, async () => {
    const complaints = await lint(source, 'const later = async () => 1;\nlater();');
    expect(complaints.map(({ rule }) => rule)).toEqual(['@typescript-eslint/no-floating-promises']);
  });
});
