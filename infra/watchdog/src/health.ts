import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Watchdog } from './watchdog.ts';

/** Answers /health/live, /health/ready (503 with the reason while something is wrong) and /metrics. */
export const healthServer = (watchdog: Watchdog): Server =>
  createServer((request, response) => {
    const answer = (status: number, body: string, type = 'application/json'): void => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };
    const { diagnosis, metrics } = watchdog;
    const isReady = diagnosis.kind === 'well' || diagnosis.kind === 'settling';
    if (request.method !== 'GET') answer(405, '{"title":"Only GET is answered here."}');
    else if (request.url === '/health/live') answer(200, '{"status":"up"}');
    else if (request.url === '/health/ready') answer(isReady ? 200 : 503, JSON.stringify(diagnosis));
    else if (request.url === '/metrics') {
      metrics.registry.metrics().then(
        (text) => {
          answer(200, text, metrics.registry.contentType);
        },
        (error: unknown) => {
          answer(500, JSON.stringify({ title: String(error) }));
        },
      );
    } else answer(404, '{"title":"Ask for /health/live, /health/ready or /metrics."}');
  });
