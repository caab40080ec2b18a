import type { Bug, Check } from '../bug.ts';

const keeping = (spec: string, title: string): Check => ({ kind: 'contract', spec: `${spec}.contract.spec.ts`, title });
const published = (service: string): Check =>
  keeping(`services/${service}/app/src/${service}.messages`, `What ${service} publishes`);
const provider = (title: string): Check => keeping('tests/contracts/src/psp-simulator', title);

/** What a reader of messages, or of the provider's answers, would miss, though every schema still allows it. */
export const pactBugs: readonly Bug[] = [
  {
    name: 'pact-header-dropped',
    breaks: 'Records come without the header that tells what they belong to.',
    file: 'infra/debezium/outbox.connector.json',
    from: 'correlation_id:header:correlationId,',
    to: '',
    check: published('inventory'),
    names: ['inventory breaks order.fulfillment', 'reads correlationId'],
  },
  {
    name: 'pact-header-renamed',
    breaks: 'The version of an order comes under another header than its view reads.',
    file: 'infra/debezium/outbox.connector.json',
    from: 'stream_version:header:streamVersion,',
    to: 'stream_version:header:version,',
    check: published('order'),
    names: ['order breaks order.order-view', 'reads streamVersion'],
  },
  {
    name: 'pact-key-changed',
    breaks: 'Messages are keyed by what they are, so those of one order are not in one lane.',
    file: 'libs/event-store/src/unit.ts',
    from: 'key: message[key],',
    to: 'key: message.type,',
    check: published('shipping'),
    // By its key or by what that is made of (keyedBy): both are wrong, and Pact tells them in no order.
    names: ['shipping breaks inventory.dispatches', 'reads key', 'of the record of ShipmentDispatched'],
  },
  {
    name: 'pact-topic-changed',
    breaks: 'An answer goes out on a topic that its reader does not hear.',
    file: 'libs/event-store/src/unit.ts',
    from: '      topic,\n      key: message[key],',
    to: "      topic: topic.replace('.events.', '.answers.'),\n      key: message[key],",
    check: published('payment'),
    names: ['payment breaks order.fulfillment', 'reads topic'],
  },
  {
    name: 'pact-field-never-filled',
    breaks: 'The tracking code of an order is never told, though the message still has a place for it.',
    file: 'services/order/domain/src/publication/publish.ts',
    from: 'trackingCode: fact.trackingCode',
    to: 'trackingCode: null',
    check: published('order'),
    names: ['order never makes OrderDispatched, trackingCode not null', 'which order.order-view reads'],
  },
  {
    name: 'pact-symbol-never-used',
    breaks: 'That an operator canceled an order is told as if its customer had.',
    file: 'services/order/domain/src/publication/publish.ts',
    from: 'cause: fact.reason',
    to: 'cause: asFirstSaid(fact.reason)',
    check: published('order'),
    names: ['order never makes OrderCanceled', 'cause OPERATOR', 'which notification.orders reads'],
  },
  {
    name: 'pact-field-read-unstated',
    breaks: 'A reader uses a field that its sender does not know to be used, and may drop.',
    file: 'services/shipping/app/src/kafka/orders.consumer.ts',
    from: 'handle: ({ orderId }, unit)',
    to: 'handle: ({ orderId, customerId: _ }, unit)',
    check: keeping('services/shipping/app/src/kafka/orders', 'What shipping.orders needs'),
    names: ['shipping.orders reads OrderConfirmed.customerId', 'does not state'],
  },
  {
    name: 'pact-row-key-changed',
    breaks: 'Row changes of a product are keyed by its name, so a renamed product overtakes itself.',
    file: 'services/inventory/app/src/inventory.catalog.ts',
    from: "key: 'sku'",
    to: "key: 'name'",
    check: keeping('services/inventory/app/src/products', "What inventory's products tell"),
    names: ['inventory breaks order.products', 'reads keyedBy of the record of ProductChange'],
  },
  {
    name: 'pact-request-changed',
    breaks: 'The provider is asked to charge under another property than it knows.',
    file: 'services/payment/app/src/jobs/http-provider.ts',
    from: 'cardToken, reference: orderId }',
    to: 'cardToken, orderId }',
    check: keeping('services/payment/app/src/jobs/provider', 'The pact of payment with psp-simulator'),
    names: ['payment asks psp-simulator otherwise than it states', 'reference'],
  },
  {
    name: 'pact-status-changed',
    breaks: 'The provider declines a card with another status.',
    file: 'tools/psp-simulator/src/routes.ts',
    from: 'declined: 402',
    to: 'declined: 422',
    check: provider('What psp-simulator answers'),
    names: ['psp-simulator breaks payment', 'expected 402 but was 422'],
  },
  {
    name: 'pact-number-as-text',
    breaks: 'The provider answers the amount of a charge as text.',
    file: 'tools/psp-simulator/src/provider.ts',
    from: 'const money = { amountMinor, currency, reference };',
    to: 'const money = { amountMinor: String(amountMinor) as never, currency, reference };',
    check: provider('What psp-simulator answers'),
    names: ['psp-simulator breaks payment', 'reads amountMinor'],
  },
  {
    name: 'pact-notice-renamed',
    breaks: 'The provider tells of a refund by another name, so nobody books it.',
    file: 'tools/psp-simulator/src/provider.ts',
    from: "announce('refund.succeeded', record)",
    to: "announce('refund.settled' as never, record)",
    check: provider('What psp-simulator tells'),
    names: ['psp-simulator never makes refund.succeeded', 'which payment.webhook reads'],
  },
];
