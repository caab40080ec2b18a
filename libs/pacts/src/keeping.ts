import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommittedInteraction, CommittedPact } from './committed.ts';
import { pactText } from './committed.ts';
import type { PactRunner } from './pact-runner.ts';
import type { JsonAnswer } from './json-server.ts';
import { JsonServer } from './json-server.ts';
import { sentencesOf } from './sentences.ts';
import { isCase } from './shapes.ts';

/** Something that an owner made, by the name that pacts know it by. */
export interface NamedMade {
  readonly name: string;
  readonly content: unknown;
  /** What stands beside it on its record. */
  readonly metadata: Readonly<Record<string, string>>;
}

type State = CommittedPact['interactions'][number]['providerStates'][number];

/** What each interaction of a pact is about. */
export const statesOf = ({ interactions }: CommittedPact): readonly State[] =>
  interactions.flatMap(({ providerStates }) => providerStates.slice(0, 1));

const fits = (made: NamedMade, { name, params }: State): boolean =>
  made.name === name && isCase(made.content as Readonly<Record<string, unknown>>, params ?? {});

/**
 * How what an owner made breaks a pact, in sentences; none when the reader has what it needs.
 *
 * `file` is where whoever makes it tells how. Pact itself compares, each interaction with everything made that is its
 * case; that there is one, and none beyond what the reader has examples for, is said before.
 */
export const breaches = async (
  runner: PactRunner,
  pact: CommittedPact,
  made: readonly NamedMade[],
  file: string,
): Promise<readonly string[]> => {
  const unfit = [...unmade(pact, made, file), ...strange(pact, made)];
  if (unfit.length > 0) return unfit;
  const server = new JsonServer((wanted) => {
    const [state] = (wanted as CommittedInteraction).providerStates;
    const found = made[Number(state?.params?.[PLACE])];
    return found && messageAnswer(found);
  });
  const url = await server.listen();
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-pacts-'));
  try {
    const spread = join(folder, 'spread.json');
    writeFileSync(spread, pactText({ ...pact, interactions: spreadOver(pact, made) }));
    const answer = await runner.do({ kind: 'verify', provider: pact.provider, file: spread, url });
    return answer.kind === 'broken' ? sentencesOf(answer.report, pact) : [];
  } finally {
    rmSync(folder, { recursive: true });
    await server.close();
  }
};

/** The parameter that tells the verifier's question for one thing made from that for another of the same case. */
const PLACE = 'place';

/** Each interaction once for each thing made that is its case: Pact by itself asks for one thing only. */
const spreadOver = ({ interactions }: CommittedPact, made: readonly NamedMade[]): readonly CommittedInteraction[] =>
  interactions.flatMap((interaction) =>
    interaction.providerStates.slice(0, 1).flatMap((state) =>
      [...made.entries()]
        .filter(([, one]) => fits(one, state))
        .map(([place]) => ({
          ...interaction,
          providerStates: [{ ...state, params: { ...state.params, [PLACE]: String(place) } }],
        })),
    ),
  );

/** A message, as Pact's verifier takes it. */
const messageAnswer = ({ content, metadata }: NamedMade): JsonAnswer => ({
  headers: { 'pact-message-metadata': Buffer.from(JSON.stringify(metadata)).toString('base64') },
  body: content,
});

/** The cases that the reader must understand and nobody makes. */
const unmade = (pact: CommittedPact, made: readonly NamedMade[], file: string): readonly string[] =>
  pact.interactions
    .filter(({ providerStates: [state] }) => state && !made.some((one) => fits(one, state)))
    .map(
      ({ description }) =>
        `${pact.provider} never makes ${description}, which ${pact.consumer} reads (${pact.path}); add it to ${file}, or let the reader do without.`,
    );

/** The cases that are made and that the reader may not understand. */
const strange = (pact: CommittedPact, made: readonly NamedMade[]): readonly string[] => {
  const states = statesOf(pact);
  const sentences = made
    .filter((one) => states.some(({ name }) => name === one.name) && !states.some((state) => fits(one, state)))
    .map(
      ({ name, content }) =>
        `${pact.provider} makes ${name} in a case that ${pact.consumer} has no example of (${pact.path}): ${JSON.stringify(content)}.`,
    );
  return [...new Set(sentences)];
};
