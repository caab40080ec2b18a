import type { Bug, Check } from '../bug.ts';

const provider: Check = { kind: 'unit', spec: 'services/payment/app/src/jobs/http-provider.spec.ts' };
const commands: Check = { kind: 'unit', spec: 'libs/platform/src/http/commands.spec.ts' };

/** Where the outside world comes in: callers, the provider, the mail server, bytes of others. */
export const edgeBugs: readonly Bug[] = [
  {
    name: 'unknown-is-declined',
    breaks: 'An answer of the provider that cannot be understood counts as a decline.',
    file: 'services/payment/app/src/jobs/http-provider.ts',
    from: 'throw new ProviderUnclear(call, `HTTP ${status} with an answer that does not fit the call`, parsed?.error);',
    to: "return { kind: 'declined', declineCode: 'unknown' };",
    check: provider,
  },
  {
    name: 'wrong-amount-believed',
    breaks: 'A charge of another amount than was asked for counts as the answer.',
    file: 'services/payment/app/src/jobs/http-provider.ts',
    from: 'if (parsed?.success === true && fits(call, parsed.data)) return',
    to: 'if (parsed?.success === true) return',
    check: provider,
  },
  {
    name: 'old-webhook-accepted',
    breaks: 'A webhook that somebody recorded is believed when it is sent again.',
    file: 'services/payment/app/src/http/webhook-signature.ts',
    from: ' || Math.abs(nowSeconds - Number(time)) > TOLERANCE_SECONDS',
    to: '',
    check: { kind: 'unit', spec: 'services/payment/app/src/http/webhook-signature.spec.ts' },
  },
  {
    name: 'bomb-decoded',
    breaks: 'A record of a few bytes may promise millions of items.',
    file: 'libs/avro/src/scan.ts',
    from: 'if (this.#items > this.#limits.items) {',
    to: 'if (this.#items > Infinity) {',
    check: { kind: 'unit', spec: 'libs/avro/src/bounded-decoding.spec.ts' },
  },
  {
    name: 'key-not-claimed',
    breaks: 'A POST runs without its idempotency key.',
    file: 'libs/platform/src/http/commands.ts',
    from: '{ cause, idempotency, remember: remembered, ...unit }',
    to: '{ cause, remember: remembered, ...unit }',
    check: commands,
  },
  {
    name: 'key-never-given-back',
    breaks: 'A key stays in flight for ever, so its answer is never told again.',
    file: 'libs/platform/src/http/commands.ts',
    from: 'this.#inFlight.delete(id);',
    to: '',
    check: commands,
  },
];
