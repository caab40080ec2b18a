import type { Strike } from './fault.ts';

interface Shop {
  readonly system: { readonly urls: Readonly<Record<string, string>> };
}

/** The switches of the payment provider itself; it may be dead at the moment, then it has no switches. */
export const provider: Strike<'provider', Shop> = async ({ errorRate, latencyMs, hang, down }, { system }) => {
  const turned = await turn(system, { errorRate, latencyMs, hang, down });
  return async () => {
    await turn(system, undefined);
    return turned ? undefined : 'the provider was not there to be turned';
  };
};

const turn = async ({ urls }: Shop['system'], switches: object | undefined): Promise<boolean> => {
  const answer = await fetch(`${urls['psp-simulator'] ?? ''}/faults`, {
    method: switches === undefined ? 'DELETE' : 'PUT',
    ...(switches && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(switches) }),
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
  return answer?.ok === true;
};
