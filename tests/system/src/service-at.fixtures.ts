import { readdirSync, readFileSync } from 'node:fs';
import { listenersOf } from '@tidemark/local';

const PROGRAM = /\/services\/([a-z][a-z0-9-]*)\/app\/dist\/main\.js/u;

const known = new Map<string, string | undefined>();

/**
 * Which service listens there, by the program of the process that does: whoever started it, on whatever port. Undefined for
 * all that is no built service.
 */
export const serviceAt = (origin: string): string | undefined => {
  if (known.has(origin)) return known.get(origin);
  const port = Number(new URL(origin).port);
  const programs = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map((name) => ({ pid: Number(name), service: PROGRAM.exec(commandOf(name))?.[1] }));
  const holds = (pids: readonly number[]): boolean => listenersOf(pids).some((listener) => listener.port === port);
  const service = programs.find((program) => program.service !== undefined && holds([program.pid]))?.service;
  // Where nobody listens any more, a service may come back.
  if (service !== undefined || holds(programs.map(({ pid }) => pid))) known.set(origin, service);
  return service;
};

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
