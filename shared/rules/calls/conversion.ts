import type { CallRow } from '../../../sql/calls/calls.ts';

/**
 * Whether our code calculates the value and the conversion of a call. The value of an externally logged call is not
 * calculated, because its terms are unknown.
 */
export function isValuedByUs(call: Pick<CallRow, 'direction' | 'externallyLogged'>): boolean {
  return call.direction === 'inbound' && !call.externallyLogged;
}
