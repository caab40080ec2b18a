import { describe, expect, it } from 'vitest';
import type { Progress } from './progress.ts';
import { progressLine, terminalReporter } from './progress.ts';

const download = (bytes: number, done = false): Progress => ({
  type: 'download',
  part: 'Kafka',
  bytes,
  expectedBytes: 211e6,
  done,
});

describe('progress lines', () => {
  it('align parts, seconds and addresses', () => {
    const lines = [
      progressLine({ type: 'ready', part: 'kafka', seconds: 2.04, where: '127.0.0.1:9092' }),
      progressLine({ type: 'ready', part: 'postgres', seconds: 12.26, where: '127.0.0.1:5432' }),
    ];
    expect(lines).toEqual([
      '  kafka          ready after  2.0 s   127.0.0.1:9092',
      '  postgres       ready after 12.3 s   127.0.0.1:5432',
    ]);
  });

  it('show how much of a download is there, and of which part', () => {
    expect(progressLine(download(58_600_000))).toBe('  download        59 MB of about 211 MB   Kafka');
  });

  it('show the last lines of a process that ended by itself', () => {
    const exited: Progress = { type: 'exited', part: 'kafka', how: 'code 1', lastLines: ['one', 'two'] };
    expect(progressLine(exited)).toBe('  kafka          ended by itself, code 1\n      one\n      two');
  });
});

describe('the reporter of a terminal', () => {
  it('changes the size of a download in place and ends the line when it is done', () => {
    expect(printed(true, [download(1e6), download(2e6, true)])).toBe(
      '\r  download         1 MB of about 211 MB   Kafka\u001B[K\r  download         2 MB of about 211 MB   Kafka\u001B[K\n',
    );
  });

  it('does not write into the line of a running download', () => {
    expect(printed(true, [download(1e6), { type: 'note', text: 'hello' }])).toContain('\u001B[K\n  hello\n');
  });

  it('writes a line at most every five seconds, without control characters, into a file', () => {
    const lines = printed(false, [download(1e6), download(2e6), download(3e6), download(4e6), download(5e6, true)]);
    expect(lines.match(/\d+ MB of/g)).toEqual(['1 MB of', '4 MB of', '5 MB of']);
    expect(lines).not.toContain('\r');
    expect(lines).not.toContain('\u001B');
  });
});

function printed(isTTY: boolean, steps: readonly Progress[]): string {
  let text = '';
  let now = 0;
  const report = terminalReporter({ isTTY, write: (part) => (text += part) }, () => now);
  for (const step of steps) {
    report(step);
    now += 2000;
  }
  return text;
}
