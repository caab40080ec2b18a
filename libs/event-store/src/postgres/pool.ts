import pg from 'pg';

/**
 * A pool whose sessions free their locks when their process freezes, and whose plans do not age with their tables.
 *
 * `idle_in_transaction_session_timeout` ends a transaction whose process was paused in the middle; what it ends shows
 * up as a connection error, so the unit runs again.
 */
export const createPool = (options: {
  readonly url: string;
  readonly name: string;
  readonly size?: number;
}): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.name,
    max: options.size ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    // The server's own limits do not help when its answers are lost on the way: then the connection is given up, at once
    // in pipeline mode, and after another 20 s for the ROLLBACK without it.
    query_timeout: 20_000,
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    options: SESSION.map(([name, value]) => `-c ${name}=${value}`).join(' '),
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  // So does one that breaks in use; its queries fail by themselves.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};

const SESSION = [
  ['idle_in_transaction_session_timeout', '5s'],
  ['statement_timeout', '15s'],
  ['lock_timeout', '10s'],
  ['tcp_keepalives_idle', '5'],
  ['tcp_keepalives_interval', '2'],
  ['tcp_keepalives_count', '3'],
  ['plan_cache_mode', 'force_generic_plan'],
  ['jit', 'off'],
  // A plan is made when a table is small and kept when it has grown: every statement here has its index, so none may read
  // a table from end to end because it once had ten rows.
  ['enable_seqscan', 'off'],
  ['timezone', 'UTC'],
] as const;
