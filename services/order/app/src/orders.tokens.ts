/** Under this the module provides the durations that new fulfillments start with. */
export const FULFILLMENT_DEFINITION = Symbol('fulfillment definition');
