import { choosePort } from '@tidemark/local';
import { SERVICES } from './images.ts';

const variable = (service: string): string => service.toUpperCase().replaceAll('-', '_');

const free = async (): Promise<string> => String(await choosePort('free', 0, 'a container'));

/** Ports of this test's own, by the variables that the compose files read. */
export const ownPorts = async (): Promise<Readonly<Record<string, string>>> => {
  const ports: Record<string, string> = {};
  for (const name of [
    ...SERVICES.map((service) => `${variable(service)}_PORT`),
    'PSP_PORT',
    'MAIL_PORT',
    'WATCHDOG_PORT',
    'POSTGRES_PORT',
    'KAFKA_PORT',
    'KAFKA_2_PORT',
    'KAFKA_3_PORT',
  ]) {
    ports[name] = await free();
  }
  // Of a range, docker takes what is free; the ranges begin where nobody else's are likely to.
  const first = 10_000 + (process.pid % 900) * 10;
  for (const [index, service] of SERVICES.entries()) {
    const from = first + index * 10;
    ports[`${variable(service)}_PORTS`] = `${String(from)}-${String(from + 9)}`;
  }
  return ports;
};
