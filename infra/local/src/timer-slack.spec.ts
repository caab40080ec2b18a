import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { withTimerSlack } from './timer-slack.ts';

const TELL = `
  const { readFileSync } = require('node:fs');
  console.log(JSON.stringify({ slack: readFileSync('/proc/self/timerslack_ns', 'utf8').trim(), words: process.argv.slice(1) }));
`;

const words = ['one word', '$HOME', "it's", ''];

const told = (milliseconds: number): unknown => {
  const { command, args } = withTimerSlack(milliseconds, {
    command: process.execPath,
    args: ['-e', TELL, '--', ...words],
  });
  return JSON.parse(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
};

it('lets the timers of a program ring later, and hands over its words as they are', () => {
  expect(told(3)).toEqual({ slack: '3000000', words });
});

it('runs the program all the same where the system refuses', () => {
  expect(told(-1)).toEqual({ slack: expect.stringMatching(/^\d+$/u) as unknown, words });
});
