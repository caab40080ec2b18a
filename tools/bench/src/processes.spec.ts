import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cpuBetween, cpuByName, parseTimes, ProcessChanged, readTimes } from './processes.ts';

const process_ = (pid: number, parent: number, ticks: number, startTicks = '1') => ({ pid, parent, ticks, startTicks });

describe('the CPU time of processes', () => {
  it('is read from a line of the kernel, whatever the program is called', () => {
    const line =
      '4711 (a (b) c) S 42 1 1 0 -1 4194560 100 200 0 0 7 5 30 20 20 0 11 0 123456 1000000 500 18446744073709551615';
    expect(parseTimes(line)).toEqual({ pid: 4711, parent: 42, ticks: 62, startTicks: '123456' });
    expect(parseTimes('nothing')).toBeUndefined();
  });

  it('is that of a process and of all below it, each counted once, under its nearest name', () => {
    const processes = [
      process_(1, 0, 1_000),
      process_(10, 1, 5),
      process_(20, 10, 7),
      process_(21, 20, 11),
      process_(22, 21, 13),
      process_(30, 10, 17),
    ];
    const cpu = cpuByName(processes, { launcher: 10, postgres: 20 });
    expect([...cpu].map(([name, { ms }]) => [name, ms])).toEqual([
      ['launcher', 220],
      ['postgres', 310],
    ]);
  });

  it('keeps what a child used that has ended: its parent’s books have it', () => {
    const before = cpuByName([process_(20, 1, 10), process_(21, 20, 30)], { postgres: 20 });
    const after = cpuByName([process_(20, 1, 10 + 35)], { postgres: 20 });
    expect(cpuBetween(before, after).get('postgres')).toBe(50);
  });

  it('is none when the process is not the same any more', () => {
    const before = cpuByName([process_(20, 1, 10, '5')], { order: 20 });
    expect(() => cpuBetween(before, cpuByName([], { order: 20 }))).toThrow(ProcessChanged);
    expect(() => cpuBetween(before, cpuByName([process_(20, 1, 1, '6')], { order: 20 }))).toThrow(
      'order ended or was started again',
    );
  });

  it('is what the kernel says of a process that worked: this one, and a child that has ended', () => {
    const named = { me: process.pid };
    const before = cpuByName(readTimes(), named);
    const own = process.cpuUsage();
    for (const endsAt = performance.now() + 150; performance.now() < endsAt;) Math.sqrt(endsAt);
    const { user, system } = process.cpuUsage(own);
    const busy =
      'for (const e = performance.now() + 150; performance.now() < e;) Math.sqrt(e); console.log(process.cpuUsage().user)';
    const child = spawnSync(process.execPath, ['-e', busy], { encoding: 'utf8' });
    const expected = (user + system + Number(child.stdout)) / 1_000;
    const found = cpuBetween(before, cpuByName(readTimes(), named)).get('me') ?? 0;
    // Other specs run in this process at the same time; nothing can make it less.
    expect(found).toBeGreaterThanOrEqual(expected - 30);
  });
});
