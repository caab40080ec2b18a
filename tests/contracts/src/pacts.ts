import type { CommittedPact } from '@tidemark/pacts';
import type { Listener, Voice } from './readers.ts';
import { listenersOf } from './readers.ts';

/** One sentence for each listener whose need of a message stands in no pact, and for each pact that nobody keeps. */
export const strayPacts = (voices: readonly Voice[], pacts: readonly CommittedPact[]): readonly string[] => [
  ...voices.flatMap(listenersOf).flatMap((listener) => unstated(listener, voices, pacts)),
  ...pacts.flatMap((pact) => unkept(pact, voices)),
];

const unstated = (
  { service, name, hears }: Listener,
  voices: readonly Voice[],
  pacts: readonly CommittedPact[],
): readonly string[] =>
  hears.flatMap((type) => {
    const sender = voices.find(({ publishes }) => publishes.includes(type))?.name ?? 'nobody';
    const stated = pacts.some(
      ({ consumer, provider, interactions }) =>
        consumer === name &&
        provider === sender &&
        interactions.some(({ providerStates: [state] }) => state?.name === type),
    );
    return stated
      ? []
      : [
          `${name} hears ${type} of ${sender} and no pact says what it needs of it; state it beside the consumer, in services/${service}/app/src/kafka.`,
        ];
  });

/** A reader may be gone, or its messages may come from somebody else now. */
const unkept = ({ path, consumer, provider }: CommittedPact, voices: readonly Voice[]): readonly string[] => {
  const [service = ''] = consumer.split('.');
  const reader = voices.find(({ name }) => name === service);
  const isOutside = OUTSIDE.has(provider);
  const reads = [...(reader?.consumers ?? []), ...(reader?.views ?? [])].some(({ name }) => name === consumer);
  return [
    ...(reads || isOutside ? [] : [`${path}: nobody is called ${consumer}; delete the file.`]),
    ...(isOutside || voices.some(({ name }) => name === provider)
      ? []
      : [`${path}: no service is called ${provider}; delete the file.`]),
  ];
};

/** What psp-simulator.contract.spec.ts holds to its pacts. */
const OUTSIDE: ReadonlySet<string> = new Set(['psp-simulator']);
