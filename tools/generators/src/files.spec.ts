import { describe, expect, it } from 'vitest';
import { messageFiles } from './message.ts';
import { serviceFiles } from './service.ts';
import { fill } from './templates.ts';
import { readFile } from './workspace.ts';

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
  const files = serviceFiles('gift', readFile);

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
    expect(files.get('infra/kafka/topics.yaml')).toContain('  - name: gift.gift-view.v1.dead-letters.v1\n');
    expect(files.get('docker-compose.yml')).toContain("    ports: ['127.0.0.1:${GIFT_PORT:-3005}:3005']\n");
    expect(files.get('infra/compose/cluster.yml')).toContain('${GIFT_PORTS:-3150-3159}:3005');
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

  it('are its schema alone where its topic is there', () => {
    const files = messageFiles(message, readFile);
    expect([...files.keys()]).toEqual(['contracts/avro/payment/CardBlocked.avsc']);
    expect(JSON.parse(files.get('contracts/avro/payment/CardBlocked.avsc') ?? '')).toMatchObject({
      doc: 'A "card" is out.',
      topic: 'payment.events.v1',
    });
  });

  it('bring the first topic of its kind', () => {
    const files = messageFiles({ ...message, owner: 'notification', asks: true }, readFile);
    expect(files.get('infra/kafka/topics.yaml')).toContain(
      '  - name: notification.commands.v1\n    retention: 7d\n    cleanup: delete\n    key: orderId\n',
    );
  });
});
