import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** How many requests a server has taken and not yet answered; those count too whose callers have gone meanwhile. */
export interface InFlight {
  readonly count: number;
}

const known = new WeakMap<object, InFlight>();

/** One count for each server. Ask before the first other hook is added: a hook that ends a request hides it from later ones. */
export const inFlightOf = (server: FastifyInstance): InFlight => {
  const counted = known.get(server);
  if (counted !== undefined) return counted;
  const requests = new Set<FastifyRequest>();
  const inFlight: InFlight = {
    get count() {
      return requests.size;
    },
  };
  server.addHook('onRequest', (request, _reply, done) => {
    requests.add(request);
    done();
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    // Nobody listens any more, so there will be no response.
    if (isGone(reply)) requests.delete(request);
    done();
  });
  server.addHook('onResponse', (request, _reply, done) => {
    requests.delete(request);
    done();
  });
  known.set(server, inFlight);
  return inFlight;
};

const isGone = ({ raw }: FastifyReply): boolean => raw.destroyed || raw.closed;
