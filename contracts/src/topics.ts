import { messageTopics } from './generated/messages.ts';

/** Every topic that one service writes and another reads. */
export const topics = {
  ...messageTopics,
  /** Row changes of inventory's product table; the key is the SKU. */
  productChanges: 'inventory.product.cdc.v1',
} as const;

export type Topic = (typeof topics)[keyof typeof topics];
