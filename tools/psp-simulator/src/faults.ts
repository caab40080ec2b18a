import type { z } from 'zod';
import type { faultSwitches } from './requests.ts';

/** errorRate: share of requests answered 503 unread; latencyMs: waited before each request is worked on. */
export type FaultSwitches = Readonly<z.infer<typeof faultSwitches>>;

export const noFaults: FaultSwitches = { errorRate: 0, latencyMs: 0, hang: false, down: false };

/** What goes wrong at the moment; turned by a test or a person while the simulator runs. */
export class Faults {
  #switches: FaultSwitches = noFaults;

  get switches(): FaultSwitches {
    return this.#switches;
  }

  turn(switches: FaultSwitches): void {
    this.#switches = switches;
  }

  hitsError(): boolean {
    return Math.random() < this.#switches.errorRate;
  }
}
