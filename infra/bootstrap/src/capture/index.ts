export type { ConnectorStates } from '../connector/apply-connector.ts';
export {
  connectorNameOf,
  connectorUrl,
  readOffsets,
  readStates,
  restartAll,
  restartFailed,
  resume,
  silenceConnector,
} from '../connector/apply-connector.ts';
export { tryBeAlone } from '../postgres/server.ts';
export type { PublishedAgain } from './make-slot.ts';
export { makeSlot } from './make-slot.ts';
