/** Which failures of a job have a cause outside: a store, the carrier, locks of others, or a process that stops. */
import { CarrierError, isCarrierOutage } from '../shared/clients/twilio-errors.ts';
import { DeadlineError } from '../shared/concurrency.ts';
import { DomainError, fullStoreCode, OutsideError } from '../shared/errors.ts';
import { isRedisOutage } from '../shared/redis.ts';
import { isDatabaseOutage } from '../sql/db.ts';

/** Whether the same job can succeed later, because the cause of its failure is neither in the job nor in our code. */
export function isOutsideCause(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isOutsideCause);
  if (error instanceof CarrierError) return isCarrierOutage(error);
  if (error instanceof DomainError) return error.code === 'unavailable';
  const isKnown = error instanceof OutsideError || error instanceof DeadlineError;
  if (isKnown || isDatabaseOutage(error) || isRedisOutage(error) || fullStoreCode(error) !== undefined) return true;
  return isOutsideCause(error.cause);
}
