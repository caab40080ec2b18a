import { choosePort } from '@tidemark/local';

const free = async (): Promise<string> => String(await choosePort('free', 0, 'a container'));

/** Ports of this test's own, by the variables that the compose files read. */
export const ownPorts = async (): Promise<Readonly<Record<string, string>>> => {
  const ports: Record<string, string> = {};
  for (const name of [
    'ORDER_PORT',
    'INVENTORY_PORT',
    'PAYMENT_PORT',
    'SHIPPING_PORT',
    'NOTIFICATION_PORT',
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
  for (const [index, name] of [
    'ORDER_PORTS',
    'INVENTORY_PORTS',
    'PAYMENT_PORTS',
    'SHIPPING_PORTS',
    'NOTIFICATION_PORTS',
  ].entries()) {
    const from = first + index * 10;
    ports[name] = `${String(from)}-${String(from + 9)}`;
  }
  return ports;
};
