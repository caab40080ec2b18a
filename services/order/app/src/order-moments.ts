/**
 * Ids of orders are UUIDs of version 7 (RFC 9562): their first 48 bits are the millisecond they were drawn at, so that
 * they sort by when their orders were placed.
 */
export const placedAtOf = (orderId: string): string =>
  new Date(Number.parseInt(orderId.replaceAll('-', '').slice(0, 12), 16)).toISOString();

/** Lower than every id that is drawn in this millisecond or later, and higher than every id before it. */
export const firstIdAt = (epochMs: number): string => {
  const time = Math.max(0, Math.floor(epochMs)).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
};
