import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WrongUsage } from './command.ts';
import { groups } from './groups.ts';
import { helpOf } from './help.ts';
import { parseOptions } from './options.ts';

const parse = (line: string) => parseOptions(line === '' ? [] : line.split(' '), groups);

describe('The command line of ops', () => {
  it('names a command, what it is about, and its options', () => {
    const parsed = parse('fulfillments close o-1 --answer stock --actor ada --reason counted --json');
    expect(parsed).toMatchObject({ kind: 'run', json: true, url: undefined });
    expect(parsed.kind === 'run' ? [parsed.command.name, parsed.input] : []).toEqual([
      'close',
      { order: 'o-1', answer: 'stock', actor: 'ada', reason: 'counted' },
    ]);
  });

  it.each(['', '--help', 'fulfillments list -h'])('shows its help for "%s"', (line) => {
    expect(parse(line)).toEqual({ kind: 'help' });
  });

  it('names the states that the order service knows', () => {
    const document = readFileSync(new URL('../../../contracts/openapi/order.json', import.meta.url), 'utf8');
    const [, states = 'none'] = /"Some of ([^"]+), separated by commas\."/u.exec(document) ?? [];
    expect(helpOf(groups).join('\n')).toContain(`some of ${states}, separated`);
  });

  it.each([
    ['orders list', 'There is no "orders": "npm run ops -- --help" shows what there is.'],
    ['fulfillments burn', 'There is no "fulfillments burn": "npm run ops -- --help" shows what there is.'],
    ['fulfillments show', 'show needs the order it is about: "npm run ops -- --help" shows what there is.'],
    ['fulfillments show a b', '"b" is one word too many for show: "npm run ops -- --help" shows what there is.'],
    [
      'fulfillments undo o-1 --reason r',
      '--actor NAME is missing: who you are; it stands in the journal, and nobody checks it.',
    ],
    ['fulfillments list --url localhost', '--url must be an address such as http://127.0.0.1:3000, not "localhost".'],
  ])('says in one sentence what is wrong with "%s"', (line, sentence) => {
    expect(() => parse(line)).toThrow(new WrongUsage(sentence));
  });

  it('refuses an option that the command does not have', () => {
    expect(() => parse('fulfillments show o-1 --actor ada')).toThrow(/^Unknown option '--actor'/u);
  });

  it('is told whole by the help: each command and each of its options', () => {
    const help = helpOf(groups).join('\n');
    for (const group of groups) {
      for (const { name, does, options } of group.commands) {
        expect(help).toContain(`${group.name} ${name}`);
        expect(help).toContain(does);
        for (const option of Object.keys(options)) expect(help).toContain(`--${option}`);
      }
    }
  });
});
