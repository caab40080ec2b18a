import type { Strike } from './fault.ts';
import { untilDone } from './fault.ts';

interface Shop {
  readonly system: { readonly urls: Readonly<Record<string, string>> };
}

/** The switches of the payment provider itself; one that is dead at the moment is turned when it is back. */
export const provider: Strike<'provider', Shop> = async ({ errorRate, latencyMs, hang, down }, { system }) => {
  await untilDone(() => turn(system, { errorRate, latencyMs, hang, down }));
  return async () => {
    await untilDone(() => turn(system, undefined));
    return undefined;
  };
};

const turn = async ({ urls }: Shop['system'], switches: object | undefined): Promise<void> => {
  const answer = await fetch(`${urls['psp-simulator'] ?? ''}/faults`, {
    method: switches === undefined ? 'DELETE' : 'PUT',
    ...(switches && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(switches) }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`the provider answered ${answer.status} to its switches`);
};
