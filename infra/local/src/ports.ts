import { createServer } from 'node:net';
import { LocalStackError } from './local-stack-error.ts';

/** preferred: the default, another when it is taken. free: always another one. fixed: the default or an error. */
export type PortChoice = 'preferred' | 'free' | 'fixed';

export const LOOPBACK = '127.0.0.1';

/** Below the kernel's ephemeral range: no outgoing connection can take the port between choosing and listening. */
const FIRST_FREE = 20_000;
const LAST_FREE = 31_999;

const handedOut = new Set<number>();

/**
 * Answers a port that nothing listens on, and that this process has not handed out before.
 *
 * Fails with LOCAL.PORT_TAKEN when the choice is `fixed` and somebody else has the port.
 */
export async function choosePort(choice: PortChoice, preferred: number, part: string): Promise<number> {
  if (choice !== 'free' && !handedOut.has(preferred) && (await isFree(preferred))) return handOut(preferred);
  if (choice === 'fixed') {
    throw new LocalStackError(
      'LOCAL.PORT_TAKEN',
      `Port ${preferred}, which ${part} was told to use, is taken: end the program that listens on it, or let Tidemark choose a free one.`,
      { part, port: preferred },
    );
  }
  return handOut(await freePort());
}

/** A port that was not used after all may be handed out again. */
export function giveBackPort(port: number): void {
  handedOut.delete(port);
}

async function freePort(): Promise<number> {
  const span = LAST_FREE - FIRST_FREE + 1;
  const start = Math.floor(Math.random() * span);
  for (const candidate of candidatePorts(start, FIRST_FREE, span)) {
    if (!handedOut.has(candidate) && (await isFree(candidate))) return candidate;
  }
  throw new LocalStackError(
    'LOCAL.PORT_TAKEN',
    'No port between 20000 and 31999 is free: end some of the programs that listen.',
  );
}

/** Every port of the range once, beginning somewhere and going round: rivals that begin elsewhere rarely meet. */
export function* candidatePorts(start: number, first: number, span: number): Generator<number> {
  for (let step = 0; step < span; step += 1) yield first + ((start + step) % span);
}

function handOut(port: number): number {
  handedOut.add(port);
  return port;
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
