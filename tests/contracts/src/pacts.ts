import type { Listener, SpokenCatalog } from '@tidemark/bootstrap';
import { listenersOf, sendersOf } from '@tidemark/bootstrap';
import type { CommittedPact } from '@tidemark/pacts';

/** One sentence for each listener whose need of a message stands in no pact, and for each pact that nobody keeps. */
export const strayPacts = (catalogs: readonly SpokenCatalog[], pacts: readonly CommittedPact[]): readonly string[] => [
  ...listenersOf(catalogs).flatMap((listener) => unstated(listener, catalogs, pacts)),
  ...pacts.flatMap((pact) => unkept(pact, catalogs)),
];

const unstated = (
  { service, name, hears }: Listener,
  catalogs: readonly SpokenCatalog[],
  pacts: readonly CommittedPact[],
): readonly string[] =>
  hears.flatMap((type) => {
    const [sender = 'nobody'] = sendersOf(catalogs, type);
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
const unkept = ({ path, consumer, provider }: CommittedPact, catalogs: readonly SpokenCatalog[]): readonly string[] => {
  const isOutside = OUTSIDE.has(provider);
  const reads = listenersOf(catalogs).some(({ name }) => name === consumer);
  return [
    ...(reads || isOutside ? [] : [`${path}: nobody is called ${consumer}; delete the file.`]),
    ...(isOutside || catalogs.some(({ name }) => name === provider)
      ? []
      : [`${path}: no service is called ${provider}; delete the file.`]),
  ];
};

/** What psp-simulator.contract.spec.ts holds to its pacts. */
const OUTSIDE: ReadonlySet<string> = new Set(['psp-simulator']);
