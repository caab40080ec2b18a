// The smallest server that takes an order: what HTTP alone costs on this machine.
import fastify from 'fastify';

const server = fastify({ keepAliveTimeout: 60_000 });
server.post('/orders', (request, reply) => {
  const { customerId } = request.body as { readonly customerId: string };
  return reply.code(202).send({ orderId: customerId });
});
process.once('disconnect', () => process.exit());
process.send?.(await server.listen({ host: '127.0.0.1', port: 0 }));
