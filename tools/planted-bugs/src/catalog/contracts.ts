import type { Bug, Check } from '../bug.ts';

const gate: Check = {
  kind: 'contract',
  spec: 'tools/contracts-gate/src/gate.spec.ts',
  title: 'and all that was ever released read each other',
};
const stored: Check = { kind: 'contract', spec: 'services/order/app/src/persistence/stored-streams.spec.ts' };

const gap = '\n      ';
/** What the gate must say in one sentence: which services read the message, and what of it they miss. */
interface Told {
  readonly readers: string;
  readonly what: string;
}

const messageBug = (name: string, breaks: string, message: string, from: string, to: string, told: Told): Bug => ({
  name,
  breaks,
  file: `contracts/avro/${message}.avsc`,
  from,
  to,
  check: gate,
  names: ['Readers of', `(${told.readers})`, message.slice(message.indexOf('/') + 1), told.what],
});

/** Changes of the published language and of stored facts that somebody trips over who is not there to ask. */
export const contractBugs: readonly Bug[] = [
  messageBug(
    'field-dropped',
    'A field that readers use is gone from a message.',
    'payment/PaymentRefunded',
    `"name": "currency",${gap}"type": "string"`,
    `"name": "currencyCode",${gap}"type": ["null", "string"],${gap}"default": null`,
    { readers: 'order', what: 'currency is gone' },
  ),
  messageBug(
    'field-retyped',
    'A number of a message becomes text.',
    'payment/PaymentCaptured',
    `"name": "amountMinor",${gap}"type": "long"`,
    `"name": "amountMinor",${gap}"type": "string"`,
    { readers: 'order', what: 'amountMinor was long' },
  ),
  messageBug(
    'field-added-bare',
    'A field comes without a default, so what was written before can be read no more.',
    'order/OrderConfirmed',
    '"default": 0,',
    '',
    { readers: 'notification, order and shipping', what: 'pieces is new' },
  ),
  messageBug(
    'field-required',
    'A field that could be absent becomes required.',
    'order/OrderDispatched',
    `"type": ["null", "string"],${gap}"default": null,`,
    '"type": "string",',
    { readers: 'notification and order', what: 'trackingCode' },
  ),
  messageBug(
    'symbol-renamed',
    'A symbol of an enum gets another name.',
    'shipping/ShipmentRefused',
    '"CANCELED_BEFORE"]',
    '"CANCELED_EARLIER"]',
    { readers: 'order', what: 'reason may be CANCELED_' },
  ),
  messageBug(
    'symbol-added-unprepared',
    'A symbol comes to an enum whose readers have no default symbol to read instead.',
    'inventory/StockReservationRefused',
    '"RELEASED_BEFORE"]',
    '"RELEASED_BEFORE", "DISCONTINUED"]',
    { readers: 'order', what: 'reason may be DISCONTINUED' },
  ),
  messageBug(
    'nested-renamed',
    'A record inside of a message gets another name.',
    'order/OrderPlaced',
    '"name": "OrderPlacedLine"',
    '"name": "OrderPlacedItem"',
    { readers: 'order', what: 'lines was' },
  ),
  messageBug(
    'uuid-unchecked',
    'An id that readers check is no longer one that writers check.',
    'payment/PaymentVoided',
    ',\n        "logicalType": "uuid"',
    '',
    { readers: 'order', what: 'orderId was' },
  ),
  messageBug(
    'key-changed',
    'A message is keyed by another field, so it overtakes the others of its order.',
    'payment/PaymentDeclined',
    '"key": "orderId"',
    '"key": "declineCode"',
    { readers: 'order', what: 'the order of orderId' },
  ),
  messageBug(
    'topic-changed',
    'A command is sent to a topic where nobody listens for it.',
    'inventory/ReleaseStock',
    '"topic": "inventory.commands.v1"',
    '"topic": "inventory.events.v1"',
    { readers: 'inventory', what: 'inventory.commands.v1' },
  ),
  {
    name: 'release-rewritten',
    breaks: 'What was released is made to fit what is written today.',
    file: 'contracts/released/v1/order/OrderCanceled.avsc',
    from: '"SHIPMENT_REFUSED", "CUSTOMER"]',
    to: '"SHIPMENT_REFUSED", "CUSTOMER", "OPERATOR"]',
    check: gate,
    names: ['released/v1/order/OrderCanceled.avsc', 'has changed since'],
  },
  {
    name: 'message-unheard',
    breaks: 'Nobody listens any more for a message that is still sent.',
    file: 'services/order/app/src/kafka/fulfillment-answers.consumer.ts',
    from: "    'ShipmentDelivered',\n",
    to: '',
    check: gate,
    names: ['Nobody reads ShipmentDelivered'],
  },
  {
    name: 'upcast-forgotten',
    breaks: 'Facts that an earlier version stored are taken for facts of today.',
    file: 'services/order/app/src/persistence/streams.ts',
    from: '  upcast: upcastOrderFact,\n',
    to: '',
    check: stored,
    names: ['the history of an order that version 1 stored:'],
  },
  {
    name: 'definition-not-raised',
    breaks: 'The state of an order means more than before, and snapshots of before are taken for whole.',
    file: 'services/order/app/src/persistence/streams.ts',
    from: '  definition: 2,',
    to: '  definition: 1,',
    check: stored,
    names: ['OrderConfirmed of an order that version 1 stored, with its pieces:'],
  },
  {
    name: 'default-taken-for-word',
    breaks: 'A default that stands for "not told" is shown as if it had been told.',
    file: 'contracts/src/order-canceled.ts',
    from: "cause === 'OTHER' && reason !== 'CUSTOMER' ? reason : cause",
    to: 'cause',
    check: { kind: 'unit', spec: 'services/order/domain/src/order-view/order-view.projection.spec.ts' },
    names: ['the row, in cancelReason:'],
  },
];
