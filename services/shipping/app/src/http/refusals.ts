import type { Answer } from '@tidemark/platform';
import { problem, refused } from '@tidemark/platform';
import type { ShipmentRejection } from '@tidemark/shipping-domain';

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

/** What a moment later may be otherwise: the same key may then ask again. */
const isHealedByTime = {
  SHIPMENT_UNKNOWN: true,
  SHIPMENT_REFUSED: false,
  SHIPMENT_CANCELED: false,
  ORDER_NOT_CONFIRMED: true,
  NOT_DISPATCHED: true,
} as const satisfies Readonly<Record<Code, boolean>>;

/** The answer to a command that the rules refuse. */
export const refusalOf = ({ code }: ShipmentRejection): Answer =>
  refused(problem(statusOf[code], code, detailOf[code]), { forget: isHealedByTime[code] });
