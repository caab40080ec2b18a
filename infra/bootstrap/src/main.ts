import { BootstrapError, exitCodeOf } from './bootstrap-error.ts';
import { bootstrap } from './bootstrap.ts';
import { configurationOf } from './configuration.ts';
import { linesOf } from './step-report.ts';

try {
  const { ms } = await bootstrap({
    ...configurationOf(process.env),
    onStep: (step) => {
      for (const line of linesOf(step)) console.log(line);
    },
  });
  console.log(`ready in ${(ms / 1000).toFixed(1)} s`);
} catch (error) {
  console.error(error instanceof BootstrapError ? error.message : error);
  process.exitCode = exitCodeOf(error);
}
