import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { LOOPBACK, candidatePorts, choosePort } from './ports.ts';

describe('choosing a port', () => {
  it('takes the default when nobody has it', async () => {
    const port = await unusedPort();
    expect(await choosePort('preferred', port, 'kafka')).toBe(port);
  });

  it('takes another one when somebody listens on the default', async () => {
    await whileListening(async (taken) => {
      expect(await choosePort('preferred', taken, 'kafka')).not.toBe(taken);
    });
  });

  it('refuses with the port and the cure when that port was demanded', async () => {
    await whileListening(async (taken) => {
      await expect(choosePort('fixed', taken, 'kafka')).rejects.toMatchObject({
        code: 'LOCAL.PORT_TAKEN',
        message: `Port ${taken}, which kafka was told to use, is taken: end the program that listens on it, or let Tidemark choose a free one.`,
      });
    });
  });

  it('never hands out the same port twice', async () => {
    const ports = [
      await choosePort('free', 1, 'a'),
      await choosePort('free', 1, 'b'),
      await choosePort('free', 1, 'c'),
    ];
    expect(new Set(ports).size).toBe(3);
  });

  it('stays below the ports that outgoing connections are given', async () => {
    expect(await choosePort('free', 1, 'kafka')).toBeLessThan(32_000);
  });

  it('tries every port of the range once, going round', () => {
    expect([...candidatePorts(2, 100, 4)]).toEqual([102, 103, 100, 101]);
  });
});

async function whileListening(check: (port: number) => Promise<void>): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, LOOPBACK, resolve);
  });
  try {
    await check((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

async function unusedPort(): Promise<number> {
  let port = 0;
  await whileListening((listening) => {
    port = listening;
    return Promise.resolve();
  });
  return port;
}
