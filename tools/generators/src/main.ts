import { refuseUnfinishedLanguage } from './language.ts';
import { messageFiles, stepsAfterMessage } from './message.ts';
import { afterMessage, afterService, regenerate, StepFailed } from './regenerate.ts';
import { RefusedRequest } from './refused-request.ts';
import type { Request } from './request.ts';
import { requestOf } from './request.ts';
import { serviceFiles, wordsAfterService } from './service.ts';
import type { Files } from './templates.ts';
import { isThere, link, presentIn, readFile, root, writeFiles } from './workspace.ts';

const write = (files: Files): void => {
  writeFiles(files);
  for (const path of files.keys()) console.log(`wrote ${path}`);
};

const makeService = async (name: string): Promise<void> => {
  const files = serviceFiles(name, readFile);
  await refuseUnfinishedLanguage();
  write(files);
  link(`services/${name}/domain`);
  link(`services/${name}/app`);
  const formatted = [...files.keys()].filter((path) => !path.endsWith('.avsc'));
  await regenerate(afterService(name, formatted));
  console.log(`\n${wordsAfterService(name).join('\n')}`);
};

const makeMessage = async (request: Extract<Request, { kind: 'message' }>): Promise<void> => {
  write(messageFiles(request, readFile));
  await regenerate(afterMessage);
  console.log(`\n${stepsAfterMessage(request, presentIn(root).services, isThere).join('\n')}`);
};

try {
  const request = requestOf(process.argv.slice(2), presentIn(root));
  await (request.kind === 'service' ? makeService(request.name) : makeMessage(request));
} catch (error) {
  if (!(error instanceof RefusedRequest || error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof RefusedRequest ? 2 : 1;
}
