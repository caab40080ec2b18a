import { describeHearer, shownBy } from '@tidemark/pacts';
import { describe, expect, it } from 'vitest';
import { providerNotice } from './webhook-notices.ts';
import { isSigned } from './webhook-signature.ts';
import { signatureNeed, signed, webhookNeeds } from './webhook.needs.fixtures.ts';

describeHearer({ consumer: 'payment.webhook', provider: 'psp-simulator' }, [
  ...webhookNeeds.map(({ interaction }) => interaction),
  signatureNeed,
]);

describe('What the webhook needs of the provider', () => {
  it.each(webhookNeeds.map((need) => ({ name: need.interaction.description, ...need })))(
    'is enough to understand $name',
    ({ interaction, means }) => {
      expect(providerNotice.parse(shownBy(interaction.content))).toMatchObject(means);
    },
  );

  it('is a signature that it makes of the same secret, time and bytes', () => {
    const { secret, time, body, header } = signed;
    expect(isSigned(secret, header, Buffer.from(body), Number(time))).toBe(true);
    expect(isSigned(secret, header, Buffer.from(`${body} `), Number(time))).toBe(false);
  });
});
