import type { FastifyInstance, FastifyReply } from 'fastify';
import { noFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import type { ChargeRecord, RefundRecord, VoidRecord } from './journal.ts';
import { withoutFingerprint } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { ProblemError } from './problem.ts';
import type { Provider } from './provider.ts';
import { chargeByKeyParameters, chargeRequest, faultSwitches, idempotencyKeyOf } from './requests.ts';
import { ledgerQuery, parse, refundRequest, voidRequest } from './requests.ts';
import type { UnansweredConnections } from './unanswered.ts';

export interface Desk {
  readonly provider: Provider;
  readonly ledger: Ledger;
  readonly unanswered: UnansweredConnections;
}

const replayedHeader = 'idempotent-replayed';

const chargeStatus = { captured: 201, declined: 402, voided: 409 } as const satisfies Record<
  ChargeRecord['status'],
  number
>;

/** The provider's interface, as the shop sees it. */
export function addProviderRoutes(app: FastifyInstance, { provider, ledger, unanswered }: Desk): void {
  app.post('/charges', async (request, reply) => {
    const key = idempotencyKeyOf(request.headers);
    const reaction = await provider.charge(key, parse(chargeRequest, request.body));
    switch (reaction.type) {
      case 'silence':
        return holdUnanswered(reply, unanswered);
      case 'failure':
        throw unavailable();
      case 'answer':
        if (reaction.replayed) reply.header(replayedHeader, 'true');
        return reply.code(chargeStatus[reaction.charge.status]).send(visible(reaction.charge));
    }
  });

  app.post('/refunds', (request, reply) => {
    const { record, replayed } = provider.refund(idempotencyKeyOf(request.headers), parse(refundRequest, request.body));
    if (replayed) reply.header(replayedHeader, 'true');
    return reply.code(201).send({ ...visible(record), status: 'refunded' });
  });

  app.post('/voids', (request, reply) => {
    const { record, replayed } = provider.voidCharge(parse(voidRequest, request.body).chargeKey);
    if (replayed) reply.header(replayedHeader, 'true');
    return reply.send(visible(record));
  });

  app.get('/charges/by-key/:key', (request, reply) => {
    const { key } = parse(chargeByKeyParameters, request.params);
    return reply.send(chargeByKey(ledger, key));
  });

  app.get('/ledger', (request, reply) => {
    const { after, limit } = parse(ledgerQuery, request.query);
    return reply.send(ledger.page(after, limit));
  });
}

/** The switches that make the provider fail. They are not themselves subject to the faults. */
export function addFaultRoutes(app: FastifyInstance, faults: Faults): void {
  app.get('/faults', () => faults.switches);
  app.put('/faults', (request) => {
    faults.turn(parse(faultSwitches, request.body));
    return faults.switches;
  });
  app.delete('/faults', (_request, reply) => {
    faults.turn(noFaults);
    return reply.code(204).send();
  });
}

export function addHealthRoutes(app: FastifyInstance): void {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', () => ({ status: 'ready' }));
}

/** Lets the caller wait for an answer that never comes. */
export function holdUnanswered(reply: FastifyReply, unanswered: UnansweredConnections): FastifyReply {
  reply.hijack();
  unanswered.hold(reply.raw);
  return reply;
}

export function unavailable(): ProblemError {
  return new ProblemError('PROVIDER_UNAVAILABLE', [
    { field: 'provider', rule: 'must be asked again with the same key' },
  ]);
}

function chargeByKey(ledger: Ledger, key: string): object {
  const charge = ledger.charge({ chargeKey: key });
  if (charge !== undefined) return { ...visible(charge), refundedMinor: ledger.refundedMinor(charge.id) };
  const voided = ledger.voidOf(key);
  if (voided !== undefined) return { key, status: 'voided', voidId: voided.id, createdAt: voided.createdAt };
  const rule = 'is not decided; not found is not not-charged, because the charge may still be on its way';
  throw new ProblemError('CHARGE_NOT_FOUND', [{ field: 'key', rule }]);
}

/** Whoever asked for a charge knows that the answer is one: only the ledger's entries say their type. */
function visible(record: ChargeRecord | RefundRecord | VoidRecord): object {
  const { type: _, ...fields } = withoutFingerprint(record);
  return fields;
}
