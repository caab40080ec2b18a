import { describe, expect, it } from 'vitest';
import { settingsFile } from './postgres.ts';

const lines = settingsFile("listen_addresses = '*'\nmax_wal_size = '9GB'\n", 5_555).split('\n');

describe('the settings of the local Postgres', () => {
  it('are those that the system needs of any server', () => {
    expect(lines).toContain("max_wal_size = '9GB'");
    expect(lines.filter((line) => /^(?:wal_|max_)/u.test(line))).toEqual(["max_wal_size = '9GB'"]);
  });

  it('but for where it listens: the later line counts, and it names the loopback interface and our port', () => {
    expect(lines.findLast((line) => line.startsWith('listen_addresses'))).toBe("listen_addresses = '127.0.0.1'");
    expect(lines).toContain('port = 5555');
    expect(lines).toContain("unix_socket_directories = ''");
  });
});
