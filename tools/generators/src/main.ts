import { messageFiles } from './message.ts';
import { afterMessage, afterService, regenerate } from './regenerate.ts';
import { RefusedRequest } from './refused-request.ts';
import type { Request } from './request.ts';
import { requestOf } from './request.ts';
import { serviceFiles } from './service.ts';
import { link, presentIn, readFile, root, writeFiles } from './workspace.ts';

const makeService = (name: string): void => {
  const files = serviceFiles(name, readFile);
  writeFiles(files);
  for (const path of files.keys()) console.log(`wrote ${path}`);
  link(`services/${name}/domain`);
  link(`services/${name}/app`);
  regenerate(
    afterService(
      name,
      [...files.keys()].filter((path) => !path.endsWith('.avsc')),
    ),
  );
  console.log(`\nThe service ${name} runs with the next npm start. Its page: services/${name}/README.md`);
};

const makeMessage = (request: Extract<Request, { kind: 'message' }>): void => {
  const files = messageFiles(request, readFile);
  writeFiles(files);
  for (const path of files.keys()) console.log(`wrote ${path}`);
  regenerate(afterMessage);
  const { owner, name, asks } = request;
  console.log(`\nNow let ${name} be said and heard; until then npm run contracts:check names who is missing:`);
  console.log(
    asks
      ? `  name it in "hears" of a consumer of ${owner}, and in "publishes" of who asks`
      : `  name it in "publishes" of services/${owner}, make it in its publication, and in "hears" of who needs it`,
  );
  console.log('  then: npm run messages:generate');
};

try {
  const request = requestOf(process.argv.slice(2), presentIn(root));
  if (request.kind === 'service') makeService(request.name);
  else makeMessage(request);
} catch (error) {
  if (!(error instanceof RefusedRequest)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
