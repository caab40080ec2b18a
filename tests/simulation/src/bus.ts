import type { Message } from '@tidemark/contracts';
import type { ProviderCall, ProviderOutcome } from '@tidemark/payment-domain';
import type { Choices } from './choices.ts';
import type { Consumer, SimulatedMessage } from './routes.ts';
import { comesAtLast, hearersOf, isSimulated } from './routes.ts';
import type { Deed } from './scenario.ts';
import type { Fault, Weather } from './weather.ts';
import { weatherOf } from './weather.ts';

/** What happens next, or is under way. */
export type Happening =
  | {
      readonly kind: 'message';
      readonly to: Consumer;
      readonly id: number;
      readonly message: SimulatedMessage;
      readonly streamVersion: number;
    }
  /** A job: the call that is to be made next. */
  | { readonly kind: 'call'; readonly call: ProviderCall; readonly attempt: number }
  /** A request that its caller has given up, and that arrives all the same. */
  | { readonly kind: 'stray'; readonly call: ProviderCall }
  | { readonly kind: 'answer'; readonly orderId: string; readonly outcome: ProviderOutcome }
  | { readonly kind: 'webhook'; readonly id: number; readonly orderId: string; readonly outcome: ProviderOutcome }
  | { readonly kind: 'deed'; readonly deed: Deed }
  | { readonly kind: 'deadline'; readonly orderId: string; readonly status: string; readonly outdated: boolean };

type MessageOnItsWay = Extract<Happening, { kind: 'message' }>;

interface Due {
  readonly at: number;
  /** What was put down first comes first, among what is due at the same time. */
  readonly turn: number;
  readonly happening: Happening;
}

/** Told of everything that happens, for people who want to read it. */
export type Telling = (now: number, who: string, what: string) => void;

/** Kafka, the network, the clock and the people, all of them hostile until {@link Bus.calmDown}. */
export class Bus {
  readonly choices: Choices;
  readonly telling: Telling | undefined;
  /** Milliseconds since the beginning. */
  now = 0;
  readonly #published: (message: Message) => void;
  readonly #weather: Weather;
  /** Unsorted: it is short. */
  readonly #agenda: Due[] = [];
  /** Lost, and sent again at the very end. */
  readonly #heldBack: MessageOnItsWay[] = [];
  #isCalm = false;
  #ids = 0;
  #turns = 0;

  constructor(choices: Choices, published: (message: Message) => void, telling: Telling | undefined) {
    this.choices = choices;
    this.#published = published;
    this.telling = telling;
    this.#weather = weatherOf(choices);
  }

  /** Carries a message to everyone who hears it, as badly as the weather has it. */
  publish(message: Message, streamVersion = 0): void {
    this.#published(message);
    if (!isSimulated(message)) return;
    const { type, orderId } = message;
    const id = (this.#ids += 1);
    for (const to of hearersOf[type]) {
      const onItsWay: MessageOnItsWay = { kind: 'message', to, id, message, streamVersion };
      if (this.strikes('losesMessages', orderId, type)) {
        const isLostForEver = !comesAtLast(type);
        this.telling?.(this.now, 'bus', `${isLostForEver ? 'loses' : 'holds back'} ${type} of ${orderId} to ${to}`);
        if (!isLostForEver) this.#heldBack.push(onItsWay);
        continue;
      }
      this.#carry(onItsWay, orderId, type);
      if (this.strikes('doublesMessages', orderId, type)) this.#carry(onItsWay, orderId, type);
    }
  }

  /** The provider speaks by itself, or not. */
  announce(orderId: string, outcome: ProviderOutcome): void {
    const id = (this.#ids += 1);
    if (this.strikes('losesWebhooks', orderId, outcome.kind)) return;
    this.#carry({ kind: 'webhook', id, orderId, outcome }, orderId, outcome.kind);
    if (this.strikes('doublesWebhooks', orderId, outcome.kind)) {
      this.#carry({ kind: 'webhook', id, orderId, outcome }, orderId, outcome.kind);
    }
  }

  /** A call, or the answer to one, on its way. */
  send(happening: Extract<Happening, { kind: 'call' | 'stray' }>, afterMs?: number): void;
  send(happening: Extract<Happening, { kind: 'answer' }>): void;
  send(happening: Extract<Happening, { kind: 'call' | 'stray' | 'answer' }>, afterMs = 0): void {
    const orderId = happening.kind === 'answer' ? happening.orderId : happening.call.orderId;
    this.#carry(happening, orderId, happening.kind, afterMs);
  }

  /** Somebody is going to do this, soon or in a while. */
  invite(deed: Deed): void {
    const { choices } = this;
    const drawn = choices.draw(3) === 0 ? choices.draw(30_000) : choices.draw(4 * this.#weather.jitterMs);
    const orderId = 'orderId' in deed ? deed.orderId : deed.kind === 'place' ? deed.order.orderId : deed.sku;
    this.#put({ kind: 'deed', deed }, choices.named(drawn, 'waits', orderId, deed.kind));
  }

  /** Sets the one deadline of a process, or none. The one that stood may have been claimed already. */
  setDeadline(orderId: string, status: string, afterMs: number | undefined): void {
    const standing = this.#agenda.findIndex(
      ({ happening }) => happening.kind === 'deadline' && happening.orderId === orderId && !happening.outdated,
    );
    const [stood] = standing < 0 ? [] : this.#agenda.splice(standing, 1);
    if (stood?.happening.kind === 'deadline' && this.strikes('remembersDeadlines', orderId, stood.happening.status)) {
      this.#agenda.push({ ...stood, happening: { ...stood.happening, outdated: true } });
    }
    if (afterMs === undefined) return;
    this.#carry({ kind: 'deadline', orderId, status, outdated: false }, orderId, status, afterMs);
  }

  strikes(fault: Fault, about: string, more: string): boolean {
    return !this.#isCalm && this.choices.oneIn(this.#weather[fault], fault, about, more);
  }

  /** No faults from now on. What was held back comes first. */
  calmDown(): void {
    if (this.#isCalm) return;
    this.telling?.(this.now, 'bus', 'turns calm: nothing is lost, doubled or late any more');
    this.#isCalm = true;
    for (const message of this.#heldBack.splice(0)) this.#put(message, 0);
  }

  /** Takes what is due next, and lets the time pass until then. Nothing when all is at rest. */
  next(): Happening | undefined {
    if (this.#agenda.length === 0) this.calmDown();
    let first: Due | undefined;
    for (const due of this.#agenda) {
      if (first === undefined || due.at < first.at || (due.at === first.at && due.turn < first.turn)) first = due;
    }
    if (first === undefined) return undefined;
    this.#agenda.splice(this.#agenda.indexOf(first), 1);
    this.now = Math.max(this.now, first.at);
    return first.happening;
  }

  /** Everything that is under way takes a millisecond, and some of it longer. */
  #carry(happening: Happening, about: string, what: string, afterMs = 0): void {
    this.#put(happening, afterMs + 1 + (this.#isCalm ? 0 : this.#latenessMs(about, what)));
  }

  #latenessMs(about: string, what: string): number {
    const { choices } = this;
    const { delays, jitterMs } = this.#weather;
    const isLong = delays > 0 && choices.draw(delays) === delays - 1;
    const drawn = isLong ? (LONG_MS[choices.draw(LONG_MS.length)] ?? 0) : choices.draw(jitterMs);
    return choices.named(drawn, 'late', about, what);
  }

  #put(happening: Happening, afterMs: number): void {
    this.#agenda.push({ at: this.now + afterMs, turn: (this.#turns += 1), happening });
  }
}

/** Past a short time to pay, past a resend, past several. */
const LONG_MS = [150, 2_500, 12_000, 40_000] as const;
