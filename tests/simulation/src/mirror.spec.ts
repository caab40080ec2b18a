import type { MessageType } from '@tidemark/contracts';
import { describe, expect, it } from 'vitest';
import { catalogs, publishedByApp, unitsOf } from './app-units.fixtures.ts';
import { hearersOf } from './routes.ts';

const SEEDS = 30;

/** Prices, and what customers read, which is a view and not a consumer. */
const elsewhere = new Set<string>(['order.products', 'order.order-view']);

describe('the simulated services', () => {
  it('hear what their catalogs say', () => {
    const heard = catalogs.flatMap(({ consumers, views }) =>
      [...consumers, ...views].flatMap(({ name, hears }) =>
        hears === 'productChanges' ? [] : [...hears].map((type: MessageType) => `${type} ${name}`),
      ),
    );
    const simulated = Object.entries(hearersOf).flatMap(([type, names]) => names.map((name) => `${type} ${name}`));
    expect(simulated.toSorted()).toEqual(heard.toSorted());
  });

  it('publish what the consumers, jobs and deadlines of the services publish, message by message', async () => {
    const kinds = new Set<string>();
    let messages = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      for (const unit of unitsOf(seed)) {
        const { happening, published } = unit;
        expect(await publishedByApp(unit), `seed ${seed}, ${JSON.stringify(happening)}`).toEqual(published);
        const kind = happening.kind === 'message' ? happening.to : happening.kind;
        kinds.add(kind);
        messages += published.length;
      }
    }
    const everyKind = [...new Set(Object.values(hearersOf).flat()), 'answer', 'deadline'];
    expect([...kinds].toSorted()).toEqual(everyKind.filter((kind) => !elsewhere.has(kind)).toSorted());
    expect(messages).toBeGreaterThan(500);
  });
});
