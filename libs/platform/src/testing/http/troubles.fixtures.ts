import { connect } from 'node:net';
import type { ServiceUnderTest } from '../service.fixtures.ts';
import { openGate } from './gate.fixtures.ts';

/** Instances of a service that have a trouble which any service may come to have. */
export interface Troubled {
  /** Its one place is taken. */
  readonly crowded: ServiceUnderTest;
  /** Its database is away. */
  readonly lonely: ServiceUnderTest;
  readonly stop: () => Promise<void>;
}

export const troubled = async (service: ServiceUnderTest): Promise<Troubled> => {
  const crowded = await service.another({ HTTP_IN_FLIGHT_MAX: '1' });
  // It promises a body and never sends it: a request in flight for as long as its connection stands.
  const occupant = connect(Number(new URL(await crowded.app.getUrl()).port), '127.0.0.1');
  occupant.on('error', () => undefined);
  occupant.write(
    'POST /operations/dead-letters/redrive HTTP/1.1\r\nHost: occupant\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n',
  );
  const { hostname: host, port } = new URL(service.databaseUrl);
  const gate = await openGate({ host, port: Number(port) });
  const detour = Object.assign(new URL(service.databaseUrl), { hostname: '127.0.0.1', port: String(gate.port) }).href;
  const lonely = await service.another({ DATABASE_URL: detour });
  await gate.shut();
  return {
    crowded,
    lonely,
    stop: async () => {
      occupant.destroy();
      await Promise.all([crowded.stop(), lonely.stop()]);
    },
  };
};

/** While its tables are nowhere to be found, a service fails in a way that nobody has foreseen. */
export const withoutTables = async <Result>(
  { admin }: ServiceUnderTest,
  meanwhile: () => Promise<Result>,
): Promise<Result> => {
  const { rows } = await admin.query<{ schema: string }>('select current_schema() as schema');
  const schema = rows[0]?.schema ?? '';
  await admin.query(`alter schema "${schema}" rename to "away_${schema}"`);
  try {
    return await meanwhile();
  } finally {
    await admin.query(`alter schema "away_${schema}" rename to "${schema}"`);
  }
};
