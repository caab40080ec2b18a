/** What chance decided otherwise than tame, by what it decided about. */
export type Chosen = ReadonlyMap<string, number>;

/**
 * Everything that chance decides in one simulation. 0 is the tame choice everywhere.
 *
 * Each choice has a name, made of what it is about. So a run can be repeated from the few choices that were not tame,
 * and one of them can be taken back without any other meaning something else: that is what makes stories shrink.
 */
export class Choices {
  readonly #random: (() => number) | undefined;
  /** What is repeated. */
  readonly #given: Chosen;
  /** What is recorded; absent when nobody will ask, because names cost more than the rest of a run. */
  readonly #taken: Map<string, number> | undefined;
  readonly #occurrences = new Map<string, number>();

  private constructor(random: (() => number) | undefined, given: Chosen, isRecording: boolean) {
    this.#random = random;
    this.#given = given;
    this.#taken = isRecording ? new Map() : undefined;
  }

  static ofSeed(seed: number, { recording = false } = {}): Choices {
    return new Choices(sfc32(seed), new Map(), recording);
  }

  static repeating(chosen: Chosen): Choices {
    return new Choices(undefined, chosen, true);
  }

  /** Of the choices that were not tame, those that were really made. */
  get taken(): Chosen {
    return this.#taken ?? new Map();
  }

  /** A nameless draw of 0 up to `options`, excluded: for tuning what is drawn by name. Always 0 when repeating. */
  draw(options: number): number {
    return this.#random ? Math.floor((this.#random() / 0x1_0000_0000) * options) : 0;
  }

  /** The drawn number, or, when repeating, the number that was chosen under this name. */
  named(drawn: number, what: string, about = '', more = ''): number {
    if (this.#taken === undefined) return drawn;
    const place = `${what}:${about}:${more}`;
    const occurrence = (this.#occurrences.get(place) ?? 0) + 1;
    this.#occurrences.set(place, occurrence);
    const name = `${place}:${occurrence}`;
    const choice = this.#random ? drawn : (this.#given.get(name) ?? 0);
    if (choice !== 0) this.#taken.set(name, choice);
    return choice;
  }

  /** One of the items; the first is the tame one. */
  among<Item>(items: readonly [Item, ...Item[]], what: string, about = '', more = ''): Item {
    return items[this.named(this.draw(items.length), what, about, more)] ?? items[0];
  }

  /** True once in so many times; never when that is 0. */
  oneIn(options: number, what: string, about = '', more = ''): boolean {
    const strikes = options > 0 && this.draw(options) === options - 1;
    return this.named(strikes ? 1 : 0, what, about, more) !== 0;
  }
}

/** Chris Doty-Humphrey's "Small Fast Counting" generator, 32 bits: passes the usual tests, and is a few lines. */
const sfc32 = (seed: number): (() => number) => {
  let [a, b, c, counter] = [seed >>> 0, Math.floor(seed / 0x1_0000_0000) >>> 0, 0x9e37_79b9, 1];
  const next = (): number => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // Seeds that differ in one bit are far apart after a dozen rounds.
  for (let round = 0; round < 12; round += 1) next();
  return next;
};

/** As one word for a command line, such as `late:order-1:StockReserved:1=40`. */
export const textOfChosen = (chosen: Chosen): string =>
  [...chosen].map(([name, choice]) => `${name}=${choice}`).join(',');

/** What {@link textOfChosen} wrote, or undefined when it is something else. */
export const chosenOfText = (text: string): Chosen | undefined => {
  const parts = text === '' ? [] : text.split(',');
  if (!parts.every((part) => /^[\w:.-]{1,200}=\d{1,9}$/u.test(part))) return undefined;
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('=')), Number(part.slice(part.indexOf('=') + 1))]));
};
