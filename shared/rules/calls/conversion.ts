import type { CallRow } from '../../../sql/calls/calls.ts';

/** Whether we calculate the value and the conversion of a call. We do not know the terms of externally logged calls. */
export function isValuedByUs(call: Pick<CallRow, 'direction' | 'externallyLogged'>): boolean {
  return call.direction === 'inbound' && !call.externallyLogged;
}
