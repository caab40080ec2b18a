import { BootstrapError, exitCodeOf } from '../bootstrap-error.ts';
import { discoverCatalogs } from '../catalog.ts';
import { handOutConfigurationOf, handOutSecrets } from './hand-out.ts';

try {
  const configuration = handOutConfigurationOf(process.env);
  const services = (await discoverCatalogs()).map(({ name }) => name);
  console.log(`secrets are there for ${(await handOutSecrets({ ...configuration, services })).join(', ')}`);
} catch (error) {
  console.error(error instanceof BootstrapError ? error.message : error);
  process.exitCode = exitCodeOf(error);
}
