import type { ProgramName } from './shop.ts';
import { defaultPorts, programNames } from './shop.ts';
import { urlOptionOf } from './options.ts';

/** What `--help` shows. */
export const help = (): string =>
  [
    'npm run demo -- [options]',
    '',
    'Tells stories of orders over HTTP, side by side, and checks each to its end: stock, payment, both ledgers, shipment,',
    'mails, fulfillment and the view. Uses the shop that "npm start" runs; where none runs, it starts one of its own on',
    'free ports and throw-away data, and stops it.',
    '',
    ...[
      ['--story NAME', 'one story, with its timeline'],
      ['--list', 'the stories and the ends they must have'],
      ['--json', 'for programs; call it with "npm run --silent demo -- --json"'],
      ['--url URL', 'the order service of another shop, such as http://127.0.0.1:3000'],
      ...programNames.filter((name) => name !== 'order').map((name) => [`${urlOptionOf(name)} URL`, elsewhere(name)]),
      ['--help', 'this'],
    ].map(([option = '', what = '']) => `  ${option.padEnd(24)}${what}`),
    '',
    'Ends with 0 when every story ended right, with 1 when one did not, with 2 when it could not be told.',
  ].join('\n');

const elsewhere = (name: ProgramName): string =>
  `${name}, where it is not on the host of --url with port ${String(defaultPorts[name])}`;
