/**
 * The tables of each service, in a schema of its own. What our services keep for the sake of messages (inbox, outbox,
 * heads, jobs, deadlines) has no counterpart here; what they keep for the sake of the business has one.
 */
export const tables: Readonly<Record<string, readonly string[]>> = {
  order: [
    `create table "order".orders (
      order_id uuid primary key,
      customer_id text not null,
      email_address text not null,
      card_token text not null,
      address jsonb not null,
      lines jsonb not null,
      total_minor bigint,
      currency text,
      status text not null,
      cancel_reason text,
      version int not null,
      placed_at timestamptz(3) not null default clock_timestamp(),
      updated_at timestamptz(3) not null default clock_timestamp()
    )`,
    `create index orders_customer on "order".orders (customer_id, placed_at desc, order_id desc)`,
    `create table "order".order_history (
      order_id uuid not null,
      version int not null,
      type text not null,
      data jsonb not null,
      recorded_at timestamptz(3) not null default clock_timestamp(),
      primary key (order_id, version)
    )`,
    `create table "order".journal (
      order_id uuid not null,
      position bigint generated always as identity,
      from_status text not null,
      to_status text not null,
      input text not null,
      at timestamptz(3) not null default clock_timestamp(),
      primary key (order_id, position)
    )`,
    `create table "order".idempotency (
      key text collate "C" primary key,
      order_id uuid not null,
      created_at timestamptz(3) not null default clock_timestamp()
    )`,
  ],
  inventory: [
    `create table inventory.product (
      sku text collate "C" primary key,
      name text not null,
      price_minor bigint not null,
      currency text not null
    )`,
    `create table inventory.stock (
      sku text collate "C" primary key references inventory.product,
      on_hand bigint not null,
      reserved bigint not null,
      check (0 <= reserved and reserved <= on_hand)
    )`,
    `create table inventory.stock_history (
      position bigint generated always as identity primary key,
      sku text collate "C" not null,
      type text not null,
      quantity bigint not null,
      recorded_at timestamptz(3) not null default clock_timestamp()
    )`,
    `create table inventory.reservation (
      order_id uuid primary key,
      lines jsonb not null,
      status text not null,
      reserved_at timestamptz(3) not null default clock_timestamp()
    )`,
  ],
  payment: [
    `create table payment.payment (
      payment_id uuid primary key,
      order_id uuid not null,
      amount_minor bigint not null,
      currency text not null,
      status text not null,
      provider_reference text,
      requested_at timestamptz(3) not null default clock_timestamp(),
      updated_at timestamptz(3) not null default clock_timestamp()
    )`,
    'create index payment_order on payment.payment (order_id)',
    `create table payment.ledger_entry (
      position bigint generated always as identity primary key,
      payment_id uuid not null,
      order_id uuid not null,
      account text not null,
      side text not null,
      amount_minor bigint not null,
      currency text not null,
      booked_at timestamptz(3) not null default clock_timestamp()
    )`,
    'create index ledger_entry_order on payment.ledger_entry (order_id, position)',
  ],
  shipping: [
    `create table shipping.shipment (
      order_id uuid primary key,
      status text not null,
      lines jsonb not null,
      address jsonb not null,
      scheduled_at timestamptz(3) not null default clock_timestamp()
    )`,
  ],
  notification: [
    `create table notification.notification (
      notification_id text collate "C" primary key,
      order_id uuid not null,
      kind text not null,
      email_address text not null,
      status text not null,
      created_at timestamptz(3) not null default clock_timestamp(),
      sent_at timestamptz(3)
    )`,
    'create index notification_order on notification.notification (order_id)',
  ],
};
