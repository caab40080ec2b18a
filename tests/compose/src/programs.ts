import { join } from 'node:path';
import { run } from './docker.ts';
import type { Project } from './project.ts';
import { CLONE } from './project.ts';

/** Runs a program of this repository from its sources, as `npm run` does. */
const program = (file: string, args: readonly string[]) =>
  run(process.execPath, ['--conditions=@tidemark/source', join(CLONE, file), ...args]);

interface DemoReport {
  readonly stories: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly differences: readonly { readonly what: string; readonly expected: unknown; readonly found: unknown }[];
  }[];
}

/** Has the demo's stories told in the containers. Fails with the differences of those that ended wrong. */
export const tellStories = async (project: Project): Promise<number> => {
  const urls = await project.urls();
  const { order = '', inventory = '', payment = '', shipping = '', notification = '' } = urls;
  const { code, stdout, said } = await program('tools/demo/src/main.ts', [
    '--json',
    ...['--url', order, '--inventory-url', inventory, '--payment-url', payment, '--shipping-url', shipping],
    ...['--notification-url', notification, '--psp-url', urls['psp-simulator'] ?? ''],
    ...['--mail-url', urls['mail-catcher'] ?? ''],
  ]);
  if (code === 2) throw new Error(`The demo could not be told: ${said}`);
  const { stories } = JSON.parse(stdout) as DemoReport;
  const wrong = stories.filter(({ ok }) => !ok);
  if (code !== 0 || wrong.length > 0) {
    const lines = wrong.map(({ name, differences }) => `  ${name}: ${JSON.stringify(differences.slice(0, 3))}`);
    throw new Error(`${String(wrong.length)} of ${String(stories.length)} stories ended wrong:\n${lines.join('\n')}`);
  }
  return stories.length;
};

/**
 * Holds Postgres, Kafka, the provider's ledger and the mails against each other. Fails with what is wrong, and where not
 * every order was judged.
 */
export const auditAll = async (project: Project): Promise<string> => {
  const containers = await project.running();
  const portOf = (service: string, inside: number): string => {
    const port = containers.find((one) => one.service === service)?.ports.get(inside);
    return `127.0.0.1:${String(port)}`;
  };
  const password = await project.compose('exec', '-T', 'postgres', 'cat', '/run/handed-out/auditor.password');
  const brokers = containers.filter(({ service }) => service.startsWith('kafka'));
  const { code, said } = await program('tools/auditor/src/main.ts', [
    ...['--postgres-url', `postgres://tidemark_auditor:${password.trim()}@${portOf('postgres', 5432)}/tidemark`],
    ...['--kafka', brokers.map(({ service }) => portOf(service, 9092)).join(',')],
    ...['--psp-url', `http://${portOf('psp-simulator', 3010)}`, '--mail-url', `http://${portOf('mail-catcher', 3011)}`],
    ...['--wait', '180'],
  ]);
  const text = said.replaceAll(password.trim(), '…');
  if (code !== 0)
    throw new Error(`The audit found something wrong, or could not read (code ${String(code)}):\n${text}`);
  const result = text.trim().split('\n').at(-1) ?? '';
  if (!result.endsWith(': nothing is wrong')) throw new Error(`The audit could not judge all orders:\n${text}`);
  return result;
};
