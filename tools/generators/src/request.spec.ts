import { describe, expect, it } from 'vitest';
import { RefusedRequest } from './refused-request.ts';
import { requestOf } from './request.ts';

const present = { services: ['order', 'payment'], messages: ['OrderPlaced', 'OrderPlacedLine', 'LoyaltyOpened'] };

const asked = (line: string) => requestOf(line.split(' ').filter(Boolean), present);

describe('a request', () => {
  it('for a service names it', () => {
    expect(asked('service refund')).toEqual({ kind: 'service', name: 'refund' });
    expect(asked('service gift-card')).toEqual({ kind: 'service', name: 'gift-card' });
  });

  it('for a message is an event unless it says that it asks for something, and gets a doc of its own words', () => {
    expect(asked('message order OrderSplit')).toEqual({
      kind: 'message',
      owner: 'order',
      name: 'OrderSplit',
      asks: false,
      doc: 'Order split.',
    });
    expect(asked('message order SplitOrder --command')).toMatchObject({ asks: true, doc: 'Asks order: split order.' });
    expect(requestOf(['message', 'order', 'OrderSplit', '--doc', 'Two of one.'], present)).toMatchObject({
      doc: 'Two of one.',
    });
  });

  it.each([
    ['', 'Ask for a service or a message:'],
    ['service', 'A service needs one name:'],
    ['service one two', 'A service needs one name:'],
    ['service Refund', '"Refund" cannot name a service: '],
    ['service gift_card', '"gift_card" cannot name a service: '],
    ['service gift--card', '"gift--card" cannot name a service: '],
    ['service gift-', '"gift-" cannot name a service: '],
    ['service a-name-that-is-one-letter-longer', '"a-name-that-is-one-letter-longer" cannot name a service: '],
    ['service 2nd', '"2nd" cannot name a service: '],
    ['service order', 'The service order is there already: '],
    ['service delete', '"delete" means something else to TypeScript, Postgres or the containers: '],
    ['service package', '"package" means something else to TypeScript, Postgres or the containers: '],
    ['service postgres', '"postgres" means something else to TypeScript, Postgres or the containers: '],
    ['service loyalty', 'The message LoyaltyOpened, which the service would publish, is there already: '],
    ['message order', 'A message needs its owner and its name:'],
    ['message nobody OrderSplit', '"nobody" is no service that could own a message: take one of order, payment.'],
    ['message order orderSplit', '"orderSplit" cannot name a message: '],
    ['message order Split', '"Split" cannot name a message: '],
    ['message payment OrderPlaced', 'The name OrderPlaced is used already: '],
    ['message payment OrderPlacedLine', 'The name OrderPlacedLine is used already: '],
    ['message order OrderSplit --doc', 'Say after --doc what the message means'],
    ['message order OrderSplit --event', '"--event" is no option:'],
  ])('"%s" is refused', (line, sentence) => {
    expect(() => asked(line)).toThrow(RefusedRequest);
    expect(() => asked(line)).toThrow(sentence);
  });
});
