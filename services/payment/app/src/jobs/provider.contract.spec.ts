import { describeCaller } from '@tidemark/pacts';
import { expect } from 'vitest';
import { httpProvider } from './http-provider.ts';
import { ProviderGuard } from './provider-guard.ts';
import { providerNeeds } from './provider.needs.fixtures.ts';

const attempt = {
  number: 1,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  signal: new AbortController().signal,
};

describeCaller({
  consumer: 'payment',
  provider: 'psp-simulator',
  requests: providerNeeds.map(({ stated }) => stated),
  call: async (stated, url) => {
    const { call, outcome } = providerNeeds.find((need) => need.stated === stated)!;
    const guard = new ProviderGuard({ timeoutMs: 5_000, now: () => performance.now(), onCircuit: () => undefined });
    const provider = httpProvider({ PSP_URL: url }, guard);
    switch (call.kind) {
      case 'capture':
        expect(await provider.capture(call, attempt)).toEqual(outcome);
        break;
      case 'void':
        expect(await provider.void(call, attempt)).toEqual(outcome);
        break;
      case 'refund':
        expect(await provider.refund(call, attempt)).toEqual(outcome);
        break;
    }
  },
});
