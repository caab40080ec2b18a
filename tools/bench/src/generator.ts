// The load, in a process of its own: nothing that is measured or computed elsewhere can make it late.
import { epochOffset } from './clock.ts';
import type { Answer, Answers, Flooded, FromGenerator, ToGenerator } from './generator-protocol.ts';
import { orderIdIn, Poster } from './post.ts';

interface Prepared {
  readonly atMs: number;
  readonly key: string;
  readonly body: Buffer;
}

const ACCEPTED = 202;

let poster: Poster | undefined;
let requests: readonly Prepared[] = [];

// Whoever started us is gone: nobody wants the load any more.
process.once('disconnect', () => process.exit());
process.on('message', (message: ToGenerator) => void obey(message));

async function obey(message: ToGenerator): Promise<void> {
  switch (message.type) {
    case 'prepare':
      poster?.close();
      poster = new Poster(message.url);
      requests = message.requests.map(({ atMs, key, body }) => ({ atMs, key, body: Buffer.from(body) }));
      tell({ type: 'prepared' });
      break;
    case 'begin':
      tell({ type: 'done', result: await send(message.startsAtEpochMs) });
      break;
    case 'flood':
      tell({ type: 'flooded', result: await flood(message.connections, message.seconds) });
      break;
  }
}

function tell(message: FromGenerator): void {
  process.send?.(message);
}

/** Sends each request at its time and never waits for an answer before the next. */
async function send(startsAtEpochMs: number): Promise<Answers> {
  const offset = epochOffset();
  const start = startsAtEpochMs - offset;
  const pending: Promise<Answer>[] = [];
  let resent = 0;
  const fire = async ({ key, body }: Prepared): Promise<Answer> => {
    const sentMs = performance.now() - start;
    const posted = await usedPoster().post(key, body);
    if (posted.resent) resent += 1;
    return { sentMs, answeredMs: performance.now() - start, status: posted.status, orderId: orderIdIn(posted.body) };
  };
  await new Promise<void>((resolve) => {
    const pump = (): void => {
      for (let next = requests[pending.length]; next !== undefined; next = requests[pending.length]) {
        const waitMs = next.atMs - (performance.now() - start);
        if (waitMs > 0) {
          setTimeout(pump, waitMs);
          return;
        }
        pending.push(fire(next));
      }
      resolve();
    };
    pump();
  });
  const answers = await Promise.all(pending);
  return { answers, resent, clockDriftMs: Math.abs(epochOffset() - offset) };
}

/** As fast as the connections are answered: what can be accepted at most. */
async function flood(connections: number, seconds: number): Promise<Flooded> {
  const began = performance.now();
  const endsAt = began + seconds * 1_000;
  let next = 0;
  let accepted = 0;
  let refused = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const index = next++;
      const at = requests[index % requests.length];
      if (at === undefined) return;
      const { status } = await usedPoster().post(`${at.key}-${index}`, at.body);
      if (status === ACCEPTED) accepted += 1;
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  return { accepted, refused, seconds: (performance.now() - began) / 1_000 };
}

function usedPoster(): Poster {
  if (poster === undefined) throw new Error('Told to begin before it was told what to send.');
  return poster;
}
