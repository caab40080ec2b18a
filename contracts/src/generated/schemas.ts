// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

import type { RecordSchema } from '../record-schema.ts';
import { inventorySchemas } from './inventory.schemas.ts';
import { orderSchemas } from './order.schemas.ts';
import { paymentSchemas } from './payment.schemas.ts';
import { shippingSchemas } from './shipping.schemas.ts';
import type { MessageType } from './messages.ts';

/** The schema of each message. */
export const schemas: Readonly<Record<MessageType, RecordSchema>> = {
  ...inventorySchemas,
  ...orderSchemas,
  ...paymentSchemas,
  ...shippingSchemas,
};
