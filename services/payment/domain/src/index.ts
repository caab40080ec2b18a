export type { BookedAt, LedgerAccount, LedgerEntry, LedgerSide } from './ledger/ledger.projection.ts';
export { entriesOf } from './ledger/ledger.projection.ts';
export { paymentDecider, providerKeyOf } from './payment/payment.decider.ts';
export type {
  Charge,
  OutcomeContradicted,
  Payment,
  PaymentAction,
  PaymentCaptured,
  PaymentDeclined,
  PaymentFact,
  PaymentRefunded,
  PaymentRefundRequested,
  PaymentRejection,
  PaymentRequested,
  PaymentStatus,
  PaymentUnknown,
  PaymentVoided,
  ProviderCall,
  ProviderOutcome,
  RecordOutcome,
} from './payment/payment.ts';
export { providerCallsOf } from './payment/provider-calls.ts';
export { publishPayment } from './publication/publish.ts';
