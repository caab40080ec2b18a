import { describe, expect, it } from 'vitest';
import { Positions } from './positions.ts';

const sentBy = async (positions: Positions): Promise<readonly string[]> => {
  const sent: string[] = [];
  await positions.commit((all) => {
    sent.push(...all.map(({ topic, partition, offset }) => `${topic}/${partition}@${offset}`));
    return Promise.resolve();
  });
  return sent;
};

describe('Positions', () => {
  it('are the next offset to read, beyond what a number holds', async () => {
    const positions = new Positions();
    positions.handled('a', 0, '7');
    positions.handled('a', 1, '9007199254740993');
    expect(await sentBy(positions)).toEqual(['a/0@8', 'a/1@9007199254740994']);
  });

  it('are told once, and again only when they have moved', async () => {
    const positions = new Positions();
    positions.handled('a', 0, '7');
    await sentBy(positions);
    expect(await sentBy(positions)).toEqual([]);
    positions.handled('a', 0, '8');
    expect(await sentBy(positions)).toEqual(['a/0@9']);
  });

  it('are kept when Kafka could not be told', async () => {
    const positions = new Positions();
    positions.handled('a', 0, '7');
    await expect(positions.commit(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await sentBy(positions)).toEqual(['a/0@8']);
  });

  it('that move while they are being told are told the next time', async () => {
    const positions = new Positions();
    positions.handled('a', 0, '7');
    await positions.commit(() => {
      positions.handled('a', 0, '8');
      return Promise.resolve();
    });
    expect(await sentBy(positions)).toEqual(['a/0@9']);
  });

  it('of partitions that went to another consumer are forgotten', async () => {
    const positions = new Positions();
    for (const partition of [0, 1]) positions.handled('a', partition, '7');
    positions.handled('b', 0, '7');
    positions.keepOnly({ a: [1] });
    expect(await sentBy(positions)).toEqual(['a/1@8']);
  });
});
