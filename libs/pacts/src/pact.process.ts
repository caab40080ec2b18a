import { PactV4 } from '@pact-foundation/pact';
import core from '@pact-foundation/pact-core';
import type { PactAnswer, PactJob } from './jobs.ts';

// Runs Pact's native part, one job after the other, for the process that started it: what it prints stays here, and
// what goes wrong in it ends no test runner.

const write = async (job: Extract<PactJob, { kind: 'write' }>): Promise<PactAnswer> => {
  const { consumer, provider, folder: dir } = job;
  const pact = new PactV4({ consumer, provider, dir, logLevel: 'error' });
  for (const { description, given, metadata, content } of job.interactions) {
    await pact
      .addAsynchronousInteraction()
      .given(given.name, given.params)
      .expectsToReceive(description, (builder) => {
        if (Object.keys(metadata).length > 0) builder.withMetadata(metadata as Record<string, string>);
        builder.withJSONContent(content);
      })
      .executeTest(() => Promise.resolve());
  }
  return { kind: 'done' };
};

const verify = async ({
  provider,
  file,
  url,
  statesUrl,
}: Extract<PactJob, { kind: 'verify' }>): Promise<PactAnswer> => {
  try {
    await core.default.verifyPacts({
      provider,
      providerBaseUrl: url,
      pactUrls: [file],
      logLevel: 'error',
      ...(statesUrl !== undefined && { providerStatesSetupUrl: statesUrl }),
    });
    return { kind: 'done' };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return said.startsWith('{') ? { kind: 'broken', report: said } : { kind: 'failed', error: said };
  }
};

let served = (): void => undefined;

const serve = async (job: Extract<PactJob, { kind: 'serve' }>): Promise<PactAnswer> => {
  const { consumer, provider, folder: dir, stated } = job;
  const { given, request, response } = stated;
  await new PactV4({ consumer, provider, dir, logLevel: 'error' })
    .addInteraction()
    .given(given.name, given.params)
    .uponReceiving(stated.description)
    .withRequest(request.method, request.path, (builder) => {
      builder.headers(request.headers).jsonBody(request.body);
    })
    .willRespondWith(response.status, (builder) => {
      builder.jsonBody(response.body);
    })
    .executeTest(async ({ url }) => {
      const made = new Promise<void>((resolve) => {
        served = resolve;
      });
      process.send?.({ kind: 'serving', url } satisfies PactAnswer);
      await made;
    });
  return { kind: 'done' };
};

const answerTo = (job: Exclude<PactJob, { kind: 'served' }>): Promise<PactAnswer> => {
  switch (job.kind) {
    case 'write':
      return write(job);
    case 'serve':
      return serve(job);
    case 'verify':
      return verify(job);
  }
};

process.on('message', (job: PactJob) => {
  if (job.kind === 'served') {
    served();
    return;
  }
  void answerTo(job)
    .catch((error: unknown): PactAnswer => ({ kind: 'failed', error: String(error) }))
    .then((answer) => process.send?.(answer));
});
