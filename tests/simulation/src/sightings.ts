/**
 * What a run has come by: one word for each pair of state and input. Counted over many seeds, it shows that the bus is
 * hostile enough.
 */
export class Sightings {
  readonly #seen = new Map<string, number>();

  see(place: string): void {
    this.#seen.set(place, (this.#seen.get(place) ?? 0) + 1);
  }

  /** The places, and how often each was seen. */
  get places(): ReadonlyMap<string, number> {
    return this.#seen;
  }
}
