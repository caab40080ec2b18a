import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listensOn, parseListeners } from './listeners.ts';

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (address: string, state: string): string =>
  `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000 100`;

describe('the table of sockets', () => {
  it.each([
    ['0100007F:1538', '127.0.0.1', 5432],
    ['00000000:1F90', '*', 8080],
    ['00000000000000000000000000000000:1F90', '*', 8080],
    ['00000000000000000000000001000000:0016', '::1', 22],
    ['0000000000000000FFFF00000100007F:1F90', '127.0.0.1', 8080],
  ])('reads %s as %s port %i', (written, address, port) => {
    expect(parseListeners(`${header}\n${row(written, '0A')}\n`)).toEqual([{ address, port, inode: '4711' }]);
  });

  it('leaves connections out', () => {
    expect(parseListeners(`${header}\n${row('0100007F:1538', '01')}\n`)).toEqual([]);
  });

  it('says on which port a process listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(listensOn(process.pid, port)).toBe(true);
    server.close();
  });
});
