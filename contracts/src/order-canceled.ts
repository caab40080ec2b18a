import type { OrderCanceled } from './generated/order.ts';

/**
 * Why an order was canceled. Every reader must ask this: what was written before there was a cause is read with OTHER, and so
 * is a cause that the reader does not know yet; then its reason says it, in the words of v1. Of these, CUSTOMER says nothing: it
 * stood for an operator as well, and stands for every cause to come.
 */
export const causeOf = ({ cause, reason }: Pick<OrderCanceled, 'cause' | 'reason'>): OrderCanceled['cause'] =>
  cause === 'OTHER' && reason !== 'CUSTOMER' ? reason : cause;
