import { describe, expect, it } from 'vitest';
import { help } from './help.ts';
import { parseOptions } from './options.ts';
import { stories } from './stories.ts';

const elsewhere = {
  order: 'http://shop.example:8000',
  inventory: 'http://shop.example:3001',
  payment: 'http://shop.example:3002',
  shipping: 'http://shop.example:3003',
  notification: 'http://shop.example:3004',
  'psp-simulator': 'http://shop.example:3010',
  'mail-catcher': 'http://shop.example:3011',
};

describe('the command line', () => {
  it('without options tells every story in the shop that is found', () => {
    expect(parseOptions([])).toEqual({ kind: 'tell', stories, json: false, urls: undefined });
  });

  it('with --story tells that one', () => {
    expect(parseOptions(['--story', 'declined', '--json'])).toMatchObject({
      kind: 'tell',
      stories: [{ name: 'declined' }],
      json: true,
    });
    expect(parseOptions(['--story=declined'])).toMatchObject({ stories: [{ name: 'declined' }] });
  });

  it('with --url looks for the other programs on the same host, unless they are named', () => {
    expect(parseOptions(['--url', 'http://shop.example:8000/'])).toMatchObject({ urls: elsewhere });
    expect(
      parseOptions(['--url', 'http://shop.example:8000', '--psp-url', 'https://psp.example', '--mail-url=http://m:1']),
    ).toMatchObject({ urls: { ...elsewhere, 'psp-simulator': 'https://psp.example', 'mail-catcher': 'http://m:1' } });
  });

  it.each([
    [['--jsn'], 'There is no option --jsn: "npm run demo -- --help" shows those there are.'],
    [['-x'], 'There is no option -x: "npm run demo -- --help" shows those there are.'],
    [['--story', 'happy'], 'There is no story "happy": "npm run demo -- --list" shows those there are.'],
    [['--url', 'shop:3000'], '--url must be an address such as http://127.0.0.1:3000, not "shop:3000".'],
    [['--psp-url', 'http://psp'], '--psp-url goes with --url, which names where the order service is.'],
  ])('that is wrong is refused with one sentence: %o', (args, sentence) => {
    expect(() => parseOptions(args)).toThrow(sentence);
  });

  it.each([[['declined']], [['--story']], [['--json=yes']]])('that is wrong is refused in one line: %o', (args) => {
    expect(() => parseOptions(args)).toThrow(/^[^\n]+ "npm run demo -- --help" shows how it is called\.$/u);
  });

  it('is described by --help, option by option', () => {
    expect(parseOptions(['--help'])).toEqual({ kind: 'help' });
    expect(parseOptions(['-h'])).toEqual({ kind: 'help' });
    for (const option of ['--story', '--list', '--json', '--url', '--inventory-url', '--psp-url', '--mail-url']) {
      expect(help()).toContain(`  ${option} `);
    }
  });
});
