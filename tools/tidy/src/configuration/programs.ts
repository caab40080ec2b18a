import { bootstrapEnvironment, handOutEnvironment } from '@tidemark/bootstrap';
import { serviceNames } from '@tidemark/bootstrap/catalogs';
import { camel } from '@tidemark/contracts-codegen/reading';
import { mailCatcherEnvironment } from '@tidemark/mail-catcher';
import { pspSimulatorEnvironment } from '@tidemark/psp-simulator';
import { watchdogEnvironment } from '@tidemark/watchdog';
import { ZodObject } from 'zod';
import type { Variable } from './variable.ts';
import { variablesOf } from './variable.ts';

/** Every variable of the services, which are found by their folders, of bootstrap and the watchdog, and of the simulators. */
export const variablesOfPrograms = async (): Promise<readonly Variable[]> => {
  const services = await Promise.all(serviceNames().map(variablesOfService));
  return [
    ...services.flat(),
    ...variablesOf('bootstrap', bootstrapEnvironment),
    ...variablesOf('secrets', handOutEnvironment),
    ...variablesOf('watchdog', watchdogEnvironment),
    ...variablesOf('psp-simulator', pspSimulatorEnvironment),
    ...variablesOf('mail-catcher', mailCatcherEnvironment),
  ];
};

type Config = (defaults: { readonly port: number }) => unknown;
type ServiceEntry = Readonly<Record<`${string}Config`, Config | undefined>> & {
  readonly catalog: { readonly port: number };
};

const variablesOfService = async (name: string): Promise<readonly Variable[]> => {
  const entry = (await import(`@tidemark/${name}-app`)) as ServiceEntry;
  const exported = `${camel(name)}Config` as const;
  const schema = entry[exported]?.({ port: entry.catalog.port });
  if (schema instanceof ZodObject) return variablesOf(name, schema);
  throw new Error(
    `services/${name}/app/src/index.ts must export ${exported}, which the table of variables is made of.`,
  );
};
