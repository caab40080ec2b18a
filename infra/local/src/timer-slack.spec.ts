import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { withTimerSlack } from './timer-slack.ts';

const TELL = `
  const { readFileSync } = require('node:fs');
  console.log(JSON.stringify({ slack: readFileSync('/proc/self/timerslack_ns', 'utf8').trim(), words: process.argv.slice(1) }));
`;

it('lets the timers of a program ring later, and hands over its words as they are', () => {
  const words = ['one word', '$HOME', "it's", ''];
  const { command, args } = withTimerSlack(3, { command: process.execPath, args: ['-e', TELL, '--', ...words] });
  expect(JSON.parse(execFileSync(command, args, { encoding: 'utf8' }))).toEqual({ slack: '3000000', words });
});
