type Json = Readonly<Record<string, unknown>>;

/** The parts of a pact that say what is needed of whom. */
interface Pact {
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly (Json & { readonly description: string })[];
}

/** What the reader needs now and the committed pact does not say, or the other way round: a sentence for each place. */
export const changesOfPact = (path: string, committed: string, now: string): readonly string[] => {
  const [before, after] = [committed, now].map((text) => JSON.parse(text) as Pact) as [Pact, Pact];
  const told = (what: string, was: unknown, is: unknown): string => {
    const [reader, sender] = [after.consumer.name, after.provider.name];
    if (was === undefined) return `${reader} reads ${what} of ${sender}, which ${path} does not say`;
    if (is === undefined) return `${reader} does not read ${what} of ${sender} any more, which ${path} still says`;
    return `${reader} needs ${what} of ${sender} to be another than ${path} says`;
  };
  return changed(messagesOf(before), messagesOf(after)).flatMap(([message, was, is]) =>
    was === undefined || is === undefined
      ? [told(message, was, is)]
      : changed(placesOf(was), placesOf(is)).map(([place, one, other]) => told(`${place} of ${message}`, one, other)),
  );
};

const messagesOf = ({ interactions }: Pact): ReadonlyMap<string, Json> =>
  new Map(interactions.map((one) => [one.description, one]));

/** All that is said of each field, header and the like, as text. */
const placesOf = (interaction: Json): ReadonlyMap<string, string> =>
  new Map(
    [...Map.groupBy(leavesOf(interaction, []), ([path]) => placeOf(path))].map(([place, said]) => [
      place,
      JSON.stringify(said),
    ]),
  );

const changed = <Value>(
  before: ReadonlyMap<string, Value>,
  now: ReadonlyMap<string, Value>,
): readonly (readonly [name: string, was: Value | undefined, is: Value | undefined])[] =>
  [...new Set([...now.keys(), ...before.keys()])]
    .map((name) => [name, before.get(name), now.get(name)] as const)
    .filter(([, was, is]) => JSON.stringify(was) !== JSON.stringify(is));

const leavesOf = (value: unknown, path: readonly string[]): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]: [string, unknown]) => leavesOf(inner, [...path, name]))
    : [[path.join('/'), value]];

/** `contents/content/lines/0/sku` and the rules for `$.lines[*].sku` are the same place. */
const placeOf = (path: string): string => {
  const [, rule] = /^matchingRules\/body\/\$\.([^/]+)/u.exec(path) ?? [];
  const [, field] = /^contents\/content\/(.+)$/u.exec(path) ?? [];
  const [, header] = /^(?:matchingRules\/)?metadata\/([^/]+)/u.exec(path) ?? [];
  if (header !== undefined) return `header ${header}`;
  const place = rule ?? field?.replaceAll('/', '.') ?? path.replaceAll('/', '.');
  return place.replaceAll(/\[\*\]|\.\d+(?=\.|$)/gu, '[]');
};
