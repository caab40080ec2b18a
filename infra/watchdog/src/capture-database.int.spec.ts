import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { CaptureDatabase } from './capture-database.ts';

it('survives a session that breaks while it has it to itself', async () => {
  const url = inject('postgresAdminUrl');
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const database = new CaptureDatabase(url, 1);
  try {
    const answer = await database.alone(async (session) => {
      const ended = new Promise((resolve) => session.once('end', resolve));
      const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
      await admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      return session.query('select 1').then(
        () => 'answered',
        () => 'failed',
      );
    });
    expect(answer).toBe('failed');
  } finally {
    await Promise.all([database.close(), admin.end()]);
  }
});
