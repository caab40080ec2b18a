import type { Bug, Check } from '../bug.ts';

const orders: Check = { kind: 'auditor', spec: 'tools/auditor/src/judgments/orders.spec.ts' };
const shop: Check = { kind: 'auditor', spec: 'tools/auditor/src/judgments/shop.spec.ts' };
const judgments = 'tools/auditor/src/judgments';

/** The auditor itself: a judgment that looks away, invariant by invariant. */
export const auditorBugs: readonly Bug[] = [
  {
    name: 'i1-overbooked-shelf',
    breaks: 'The auditor does not see that more was reserved than there was.',
    file: `${judgments}/stock.ts`,
    from: 'next.reserved >= 0 && next.reserved <= next.onHand',
    to: 'next.reserved >= 0',
    check: shop,
  },
  {
    name: 'i2-money-kept',
    breaks: 'The auditor does not see money at the provider that the facts say went back.',
    file: `${judgments}/money.ts`,
    from: '...(kept === net',
    to: '...(kept >= net',
    check: orders,
  },
  {
    name: 'i3-life-after-the-end',
    breaks: 'The auditor does not see an order that lives on after it was canceled.',
    file: `${judgments}/ends.ts`,
    from: 'canceled >= 0 && canceled < facts.length - 1',
    to: 'canceled > facts.length - 1',
    check: orders,
  },
  {
    name: 'i5-acknowledged-lost',
    breaks: 'The auditor does not see an accepted order that does not exist.',
    file: `${judgments}/acknowledged.ts`,
    from: 'if (wasAccepted(answer)) return orders.has(orderId) ?',
    to: 'if (wasAccepted(answer)) return orders.size >= 0 ?',
    check: shop,
  },
  {
    name: 'i6-other-key',
    breaks: 'The auditor does not see a record under another key than it was sent with.',
    file: `${judgments}/messages.ts`,
    from: 'row.topic === record.topic && row.key === record.key && row.type === record.type',
    to: 'row.topic === record.topic && row.type === record.type',
    check: shop,
  },
  {
    name: 'i7-out-of-order',
    breaks: 'The auditor does not see a message that stands behind a later one.',
    file: `${judgments}/sequence.ts`,
    from: 'before.seq > row.seq',
    to: 'before.seq === row.seq',
    check: shop,
  },
  {
    name: 'i8-row-differs',
    breaks: 'The auditor does not see a row that says another thing than the facts.',
    file: `${judgments}/views.ts`,
    from: '...(standing === ofFacts ?',
    to: '...(standing.length > 0 ?',
    check: orders,
  },
  {
    name: 'i9-told-version-missing',
    breaks: 'The auditor does not see that a caller was told of a version that never came.',
    file: `${judgments}/views.ts`,
    from: '(view.standingVersion ?? 0) >= view.toldVersion',
    to: '(view.standingVersion ?? 0) >= 0',
    check: orders,
  },
  {
    name: 'i10-undone-twice',
    breaks: 'The auditor does not see an undo that took effect twice.',
    file: `${judgments}/undoing.ts`,
    from: '.filter(([, times]) => times > 1)',
    to: '.filter(([, times]) => times > 2)',
    check: orders,
  },
  {
    name: 'i11-letter-without-copy',
    breaks: 'The auditor does not see a dead letter that its topic was never told of.',
    file: `${judgments}/letters.ts`,
    from: '...(isSent ?',
    to: '...(letter.copies >= 0 ?',
    check: shop,
  },
  {
    name: 'i12-never-woken',
    breaks: 'The auditor does not see a process whose deadline has long passed.',
    file: `${judgments}/waiting.ts`,
    from: 'now - deadline.dueAt > OVERDUE_MS',
    to: 'now - deadline.dueAt < -OVERDUE_MS',
    check: orders,
  },
  {
    name: 'i13-second-mail',
    breaks: 'The auditor does not see a second mail about one turn under another Message-ID.',
    file: `${judgments}/mails.ts`,
    from: 'new Set(caught.map(({ messageId }) => messageId)).size > 1',
    to: 'new Set(caught.map(({ messageId }) => messageId)).size > 2',
    check: orders,
  },
  {
    name: 'i15-lagging-slot',
    breaks: 'The auditor does not see that nobody confirms what leaves the database.',
    file: `${judgments}/capture.ts`,
    from: '...(lagBytes > PULSE_BYTES',
    to: '...(lagBytes < 0',
    check: shop,
  },
];
