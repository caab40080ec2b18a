import type { Answer, Problem } from '@tidemark/platform';
import { problem, refusalsOf, refused } from '@tidemark/platform';
import type { ShipmentRejection } from '@tidemark/shipping-domain';
import { z } from 'zod';

type Code = ShipmentRejection['code'];

const statusOf = {
  SHIPMENT_UNKNOWN: 404,
  SHIPMENT_REFUSED: 409,
  SHIPMENT_CANCELED: 409,
  ORDER_NOT_CONFIRMED: 409,
  NOT_DISPATCHED: 409,
} as const satisfies Readonly<Record<Code, number>>;

const detailOf = {
  SHIPMENT_UNKNOWN: 'There is no shipment with this id, or it has not been asked for yet.',
  SHIPMENT_REFUSED: 'The shipment was refused when it was asked for; nothing may leave.',
  SHIPMENT_CANCELED: 'The shipment is canceled; nothing may leave.',
  ORDER_NOT_CONFIRMED: 'The order is not confirmed yet; dispatch the shipment when it is.',
  NOT_DISPATCHED: 'The shipment has not left yet; dispatch it first.',
} as const satisfies Readonly<Record<Code, string>>;

/** What a problem has beside the members that every problem has. */
const carriedBy = {
  SHIPMENT_UNKNOWN: { orderId: z.uuid() },
  SHIPMENT_REFUSED: {},
  SHIPMENT_CANCELED: {},
  ORDER_NOT_CONFIRMED: {},
  NOT_DISPATCHED: {},
} as const satisfies Readonly<Record<Code, z.core.$ZodLooseShape>>;

/** Picks what a route refuses, for its description. */
export const refusing = refusalsOf<Code>(statusOf, carriedBy);

/** What a moment later may be otherwise: the same key may then ask again. */
const isHealedByTime = {
  SHIPMENT_UNKNOWN: true,
  SHIPMENT_REFUSED: false,
  SHIPMENT_CANCELED: false,
  ORDER_NOT_CONFIRMED: true,
  NOT_DISPATCHED: true,
} as const satisfies Readonly<Record<Code, boolean>>;

/** The answer to a command that the rules refuse. */
export const refusalOf = ({ code }: ShipmentRejection, orderId: string): Answer =>
  refused(code === 'SHIPMENT_UNKNOWN' ? unknownShipment(orderId) : problem(statusOf[code], code, detailOf[code]), {
    forget: isHealedByTime[code],
  });

export const unknownShipment = (orderId: string): Problem =>
  problem(statusOf.SHIPMENT_UNKNOWN, 'SHIPMENT_UNKNOWN', detailOf.SHIPMENT_UNKNOWN, { orderId });
