import { describe, expect, it } from 'vitest';
import { nextPort } from './edits.ts';
import { messageFiles, stepsAfterMessage } from './message.ts';
import { RefusedRequest } from './refused-request.ts';
import { requestOf } from './request.ts';
import { serviceFiles } from './service.ts';
import { fill } from './templates.ts';
import { isThere, presentIn, readFile, root } from './workspace.ts';

describe('a template', () => {
  it('has each of its words replaced, next to other underscores too', () => {
    expect(fill('create table __name___view_v1 -- __NAME___UNKNOWN', { name: 'gift', NAME: 'GIFT' })).toBe(
      'create table gift_view_v1 -- GIFT_UNKNOWN',
    );
  });

  it('may hold no word that nobody gives a value', () => {
    expect(() => fill('__novelty__', {})).toThrow('Nobody gives __novelty__ a value.');
  });
});

describe('the files of a service', () => {
  const files = serviceFiles('gift-card', readFile);

  it('keep no word of the template', () => {
    for (const [path, text] of files) expect(`${path}\n${text}`).not.toMatch(/__[A-Za-z]+__/u);
  });

  it('list its topics and its container on a port of its own, and take nothing away', () => {
    for (const path of ['infra/kafka/topics.yaml', 'docker-compose.yml', 'infra/compose/cluster.yml']) {
      const lines = new Set(files.get(path)?.split('\n'));
      const gone = readFile(path)
        .split('\n')
        .filter((line) => !lines.has(line));
      expect(gone).toEqual([]);
    }
    expect(files.get('infra/kafka/topics.yaml')).toContain('  - name: gift-card.gift-card-view.v1.dead-letters.v1\n');
    const port = nextPort(readFile('docker-compose.yml'));
    expect(files.get('docker-compose.yml')).toContain(`    ports: ['127.0.0.1:\${GIFT_CARD_PORT:-${port}}:${port}']\n`);
    expect(files.get('infra/compose/cluster.yml')).toMatch(
      new RegExp(String.raw`\$\{GIFT_CARD_PORTS:-3\d\d0-3\d\d9\}:${port}'`, 'u'),
    );
  });

  it('have its name in the form that each place takes', () => {
    const app = 'services/gift-card/app/src';
    expect(files.get('services/gift-card/app/package.json')).toContain('"name": "@tidemark/gift-card-app"');
    expect(files.get(`${app}/gift-card.module.ts`)).toContain(
      'export const giftCardService: ServiceDefinition<GiftCardConfig>',
    );
    expect(files.get(`${app}/persistence/tables.ts`)).toContain("name: 'gift_card_view_v1'");
    expect(files.get(`${app}/persistence/streams.ts`)).toContain("category: 'gift_card'");
    expect(files.get(`${app}/http/refusals.ts`)).toContain("GIFT_CARD_UNKNOWN', 'No gift card was opened");
    expect(files.get('contracts/avro/gift-card/GiftCardOpened.avsc')).toContain('"namespace": "tidemark.gift_card.v1"');
  });

  it('cannot be those of a container that is there already', () => {
    const containers = [...readFile('docker-compose.yml').matchAll(/^ {2}([a-z][a-z-]*):(?: &[a-z]+)?\n {4}<<: \*/gmu)];
    expect(containers.length).toBeGreaterThan(10);
    for (const [, name = ''] of containers) {
      expect(() => requestOf(['service', name], presentIn(root)), name).toThrow(RefusedRequest);
    }
  });
});

describe('the files of a message', () => {
  const message = {
    kind: 'message',
    owner: 'payment',
    name: 'CardBlocked',
    asks: false,
    doc: 'A "card" is out.',
  } as const;

  it('are the schema of a draft alone where its topic is there', () => {
    const files = messageFiles(message, readFile);
    expect([...files.keys()]).toEqual(['contracts/avro/payment/CardBlocked.avsc']);
    expect(JSON.parse(files.get('contracts/avro/payment/CardBlocked.avsc') ?? '')).toMatchObject({
      doc: 'A "card" is out.',
      namespace: 'tidemark.payment.v1',
      topic: 'payment.events.v1',
      draft: true,
    });
  });

  const { services } = presentIn(root);
  const stepsOf = (owner: string, asks: boolean, isFound = isThere): string =>
    stepsAfterMessage({ ...message, owner, asks }, services, isFound).join('\n');

  it.each(services.flatMap((owner) => [false, true].map((asks) => ({ owner, asks }))))(
    'are followed by steps that name what is there, or what to make like it: $owner, a command: $asks',
    ({ owner, asks }) => {
      const steps = stepsOf(owner, asks);
      const named = steps.match(/(?:services|infra)\/[\w./-]+[\w/]/gu) ?? [];
      const toMake = [...steps.matchAll(/(\S+) \(to be made, like/gu)].map(([, path]) => path);

      expect(named.length).toBeGreaterThanOrEqual(asks ? 1 : 3);
      expect(named.filter((path) => !isThere(path))).toEqual(toMake);
    },
  );

  it('are followed by what to make where the owner has not said anything yet', () => {
    const silent = stepsOf(
      'notification',
      false,
      (path) => !path.startsWith('services/notification/') && isThere(path),
    );
    expect(silent).toContain('unit.send in a handler in services/notification/app/src/kafka,');
    expect(silent).toContain(
      'services/notification/app/src/notification.messages.contract.spec.ts (to be made, like services/inventory/app/src/inventory.messages.contract.spec.ts)',
    );
    expect(stepsOf('payment', false)).not.toContain('to be made');
  });

  it('bring the first topic of its kind', () => {
    const files = messageFiles({ ...message, owner: 'notification', asks: true }, readFile);
    expect(files.get('infra/kafka/topics.yaml')).toContain(
      '  - name: notification.commands.v1\n    retention: 7d\n    cleanup: delete\n    key: orderId\n',
    );
  });
});
