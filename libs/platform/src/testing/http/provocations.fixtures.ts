import { randomUUID } from 'node:crypto';
import type { ServiceCatalog } from '../../catalog.ts';
import type { ServiceUnderTest } from '../service.fixtures.ts';
import type { Ask } from './ask.fixtures.ts';
import type { Awake } from './awake.fixtures.ts';

/** How one operation is brought to its answers. */
export interface Provocation {
  /** A request that is accepted, and was not made before. */
  readonly sample: () => Promise<Ask>;
  /** By outcome, such as `404 ORDER_UNKNOWN`: what else brings it about. */
  readonly otherwise?: Readonly<Record<string, () => Promise<Ask>>>;
}

/** By operation, such as `GET /orders/{orderId}`. */
export type Provocations = Readonly<Record<string, Provocation>>;

const BY_MIRA = { actor: 'Mira Lund', reason: 'ticket 12' };
const BY_ADA = { actor: 'Ada', reason: 'ticket 12' };

/** The operations that every service has. */
export const platformProvocations = (
  service: ServiceUnderTest,
  awake: Pick<Awake, 'undisturbed' | 'hindered'>,
  { consumers }: Pick<ServiceCatalog, 'consumers'>,
): Provocations => {
  const nothing = (): Promise<Ask> => Promise.resolve({});
  const letter = (): Promise<string> => deadLetterOf(service, consumers[0]?.topics[0] ?? '');
  const ended = async (): Promise<string> => {
    const id = await letter();
    await service.admin.query(`update dead_letter set status = 'discarded' where id = $1`, [id]);
    return id;
  };
  const onUnknown = (body?: object): Ask => ({ params: { id: randomUUID() }, ...(body && { body }) });
  const single = (body: object, otherBody: object): Provocation => ({
    sample: async () => ({ params: { id: await letter() }, body, otherBody }),
    otherwise: {
      '404 DEAD_LETTER_UNKNOWN': () => Promise.resolve(onUnknown(body)),
      '409 DEAD_LETTER_NOT_OPEN': async () => ({ params: { id: await ended() }, body }),
    },
  });
  const several = async (): Promise<Ask> => {
    const ids = [await letter()];
    return { body: { ...BY_MIRA, ids }, otherBody: { ...BY_ADA, ids } };
  };
  return {
    'GET /openapi.json': { sample: nothing },
    'GET /metrics': { sample: nothing },
    'GET /health/live': {
      sample: nothing,
      otherwise: { '503': async () => ({ on: await awake.hindered(), until: 503 }) },
    },
    'GET /health/ready': {
      sample: async () => ({ on: await awake.undisturbed(), until: 200 }),
      // The consumers of this one were not started, so it is of no use yet.
      otherwise: { '503': nothing },
    },
    'GET /operations/dead-letters': {
      sample: async () => {
        await letter();
        return {};
      },
    },
    'GET /operations/dead-letters/{id}': {
      sample: async () => ({ params: { id: await letter() } }),
      otherwise: { '404 DEAD_LETTER_UNKNOWN': () => Promise.resolve(onUnknown()) },
    },
    'POST /operations/dead-letters/{id}/dry-run': {
      sample: async () => ({ params: { id: await letter() } }),
      otherwise: {
        '404 DEAD_LETTER_UNKNOWN': () => Promise.resolve(onUnknown()),
        '409 CONSUMER_UNKNOWN': async () => {
          const id = await letter();
          await service.admin.query(`update dead_letter set consumer = 'of.another.program' where id = $1`, [id]);
          return { params: { id } };
        },
      },
    },
    'POST /operations/dead-letters/redrive': { sample: several },
    'POST /operations/dead-letters/discard': { sample: several },
    'POST /operations/dead-letters/{id}/edit': single(
      { ...BY_MIRA, base64: base64('one') },
      { ...BY_MIRA, base64: base64('other') },
    ),
    'POST /operations/dead-letters/{id}/redrive': single(BY_MIRA, BY_ADA),
    'POST /operations/dead-letters/{id}/discard': single(BY_MIRA, BY_ADA),
  };
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Brings bytes that are no message; gives the id of the dead letter that becomes of them. */
const deadLetterOf = async (service: ServiceUnderTest, topic: string): Promise<string> => {
  const key = randomUUID();
  await service.hearRecord({ topic, key: Buffer.from(key), value: Buffer.from('garbage') });
  const { rows } = await service.admin.query<{ id: string }>(
    `select id from dead_letter where key = convert_to($1, 'UTF8') limit 1`,
    [key],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`No dead letter came of bytes on ${topic}.`);
  return row.id;
};
