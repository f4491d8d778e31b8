import postgres from 'postgres';
import { expect, test } from 'vitest';
import { CarrierError } from '../../shared/clients/twilio-errors.ts';
import { DeadlineError } from '../../shared/concurrency.ts';
import { DomainError, OutsideError } from '../../shared/errors.ts';
import { definitionOf, JOB_KINDS } from '../../shared/jobs.ts';
import { readFileSync } from 'node:fs';
import { isOutsideCause } from '../../workers/outside-causes.ts';

const postgresError = (code: string) =>
  Object.assign(Object.create(postgres.PostgresError.prototype) as Error, { code });
const withCode = (code: string) => Object.assign(new Error('The connection failed.'), { code });

const OUTSIDE: [string, Error][] = [
  ['a lock timeout', postgresError('55P03')],
  ['a statement timeout', postgresError('57014')],
  ['a deadlock', postgresError('40P01')],
  ['a Postgres that starts', postgresError('57P03')],
  ['a full disk', postgresError('53100')],
  ['a standby after a failover', postgresError('25006')],
  ['a connection that ended', withCode('CONNECTION_CLOSED')],
  ['a statement without an answer', withCode('QUERY_TIMEOUT')],
  ['a server that is away', withCode('ECONNREFUSED')],
  ['Redis that does not answer', new Error('Command timed out')],
  ['Redis that is full', new Error("OOM command not allowed when used memory > 'maxmemory'.")],
  ['a carrier that is away', new CarrierError('hangUp', 'connect ECONNREFUSED', { code: 'ECONNREFUSED' })],
  ['a carrier in trouble', new CarrierError('hangUp', 'Service unavailable', { status: 503 })],
  ['too many requests', new CarrierError('hangUp', 'Too many requests', { status: 429, code: 20429 })],
  ['wrong credentials', new CarrierError('hangUp', 'Authenticate', { status: 401, code: 20003 })],
  ['a request that was not sent', new OutsideError('The carrier did not take the request.')],
  ['no answer in time', new DeadlineError('There was no result within 10 ms.')],
  ['no store that takes work', new DomainError('unavailable', 'Try again.')],
  ['the cause of another error', new Error('The step failed.', { cause: withCode('ECONNRESET') })],
  ['all steps of a sweep', new AggregateError([postgresError('55P03'), withCode('EPIPE')], 'The sweep failed.')],
];
test.each(OUTSIDE)('%s is a cause outside', (_what, error) => expect(isOutsideCause(error)).toBe(true));

const INSIDE: [string, unknown][] = [
  ['a mistake of ours', new TypeError('Cannot read properties of undefined')],
  ['a row that is not allowed', postgresError('23505')],
  ['a wrong statement', postgresError('42601')],
  ['a refused request', new CarrierError('redirect', 'Invalid Url', { status: 400, code: 21205 })],
  ['an input that is wrong', new DomainError('validation_failed', 'Correct the field.')],
  ['one step of a sweep', new AggregateError([postgresError('55P03'), new TypeError('wrong')], 'The sweep failed.')],
  ['no error', undefined],
];
test.each(INSIDE)('%s is no cause outside', (_what, error) => expect(isOutsideCause(error)).toBe(false));

/** Jobs whose work another scheduled job or another swept job finds. */
const FOUND_BY_OTHERS = { 'integration.calls': 'integrations.tick', 'recording.reconcile': 'cost.reconcile' };

test('the sweeper enqueues each kind of job that leaves its work to the sweeper', () => {
  const sweeper = ['operations/healers.ts', 'numbers/sweep.ts']
    .map((file) => readFileSync(new URL(`../../shared/domain/${file}`, import.meta.url), 'utf8'))
    .join('\n');
  const swept = JOB_KINDS.filter((kind) => definitionOf(kind).isSwept && !Object.hasOwn(FOUND_BY_OTHERS, kind));
  expect(swept.length).toBeGreaterThan(10);
  expect(swept.filter((kind) => !sweeper.includes(`'${kind}'`))).toEqual([]);
});
