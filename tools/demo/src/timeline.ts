import { get } from './http.ts';
import type { Subject } from './look.ts';
import { addressesOf, mailsTo } from './look.ts';
import type { Act } from './scene.ts';

/** Something that happened to an order, counted from its first moment. */
export interface Moment {
  readonly offsetMs: number;
  readonly source: 'fulfillment' | 'mail' | 'people';
  readonly what: string;
}

interface Transition {
  readonly to: string;
  readonly input: string;
  readonly sent: readonly string[];
  readonly at: string;
}

/** The journal of the fulfillment, the mails and what people did, in the order in which they happened. */
export const momentsOf = async (scene: Subject & { readonly acts: readonly Act[] }): Promise<readonly Moment[]> => {
  const { body } = await get(addressesOf(scene).fulfillment);
  const { journal } = body as { readonly journal: readonly Transition[] };
  return inOrder(journal, await mailsTo(scene), scene.acts);
};

/** Offsets count from the first transition, which is the order itself. */
export const inOrder = (
  journal: readonly Transition[],
  mails: readonly { readonly subject: string; readonly receivedAt: string }[],
  acts: readonly Act[],
): readonly Moment[] => {
  const beganAt = Date.parse(journal[0]?.at ?? '');
  if (Number.isNaN(beganAt)) return [];
  const moments: readonly Moment[] = [
    ...journal.map(({ at, to, input, sent }) => ({
      offsetMs: Date.parse(at) - beganAt,
      source: 'fulfillment' as const,
      what: `${to.padEnd(STATE_WIDTH)} ${input} heard${sent.length > 0 ? `, ${sent.join(' and ')} sent` : ''}`,
    })),
    ...mails.map(({ subject, receivedAt }) => ({
      offsetMs: Date.parse(receivedAt) - beganAt,
      source: 'mail' as const,
      what: `"${subject}" delivered`,
    })),
    ...acts.map(({ atMs, what }) => ({ offsetMs: Math.round(atMs - beganAt), source: 'people' as const, what })),
  ];
  return moments.toSorted((one, other) => one.offsetMs - other.offsetMs);
};

const STATE_WIDTH = 'AwaitingShipment'.length;

export const timelineLines = (moments: readonly Moment[]): readonly string[] =>
  moments.map(({ offsetMs, source, what }, index) => {
    const sinceLast = `+${String(offsetMs - (moments[index - 1]?.offsetMs ?? offsetMs))}`;
    return `  ${String(offsetMs).padStart(6)} ms  ${sinceLast.padStart(6)}  ${source.padEnd(11)}  ${what}`;
  });
