import type { ProviderCall, ProviderOutcome } from './payment.ts';

/** How the provider treats the card. */
export type Verdict = 'captured' | 'declined';

/** One charge at the provider: one key has one outcome for ever, and a void is remembered and refuses the late charge. */
export interface ProviderAccount {
  readonly charge?: 'captured' | 'declined' | 'voided';
  readonly voidAnswer?: ProviderOutcome;
  readonly takenMinor: number;
  readonly returnedMinor: number;
}

export const emptyAccount: ProviderAccount = { takenMinor: 0, returnedMinor: 0 };

interface Answered {
  readonly account: ProviderAccount;
  readonly says: ProviderOutcome;
}

/** What the provider does about a call, and says. */
export const called = (account: ProviderAccount, call: ProviderCall, verdict: Verdict): Answered => {
  switch (call.kind) {
    case 'capture': {
      const charge = account.charge ?? (account.voidAnswer ? 'voided' : verdict);
      const takenMinor = charge === 'captured' ? call.amountMinor : 0;
      return { account: { ...account, charge, takenMinor }, says: wordOf(charge) };
    }
    case 'void': {
      const says = account.voidAnswer ?? wordOfVoid(account);
      return { account: { ...account, voidAnswer: says, returnedMinor: account.takenMinor }, says };
    }
    case 'refund':
      if (call.amountMinor !== account.takenMinor) throw new Error('The provider refuses to refund another amount.');
      return { account: { ...account, returnedMinor: account.takenMinor }, says: gaveBack };
  }
};

const gaveBack: ProviderOutcome = { kind: 'refunded', providerReference: 'ch-1' };

const wordOfVoid = ({ charge }: ProviderAccount): ProviderOutcome =>
  charge === 'captured' ? gaveBack : { kind: 'voided' };

const wordOf = (charge: 'captured' | 'declined' | 'voided'): ProviderOutcome => {
  switch (charge) {
    case 'captured':
      return { kind: 'captured', providerReference: 'ch-1' };
    case 'declined':
      return { kind: 'declined', declineCode: 'insufficient_funds' };
    case 'voided':
      return { kind: 'voided' };
  }
};
