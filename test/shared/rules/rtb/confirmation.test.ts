import { expect, test } from 'vitest';
import { ACCEPTANCE_VALUES_DEFAULT } from '../../../../shared/rules/rtb/bid-values.ts';
import { readConfirmation, replyValues } from '../../../../shared/rules/rtb/confirmation.ts';

const TERMS = {
  bidAmountPath: 'bid',
  destinationNumberPath: 'phone',
  acceptancePath: 'ok',
  acceptanceValues: ACCEPTANCE_VALUES_DEFAULT,
  currencyPath: 'currency',
  durationPath: 'seconds',
  maxBidMicros: 25_000_000,
  currency: 'USD',
};
const BID = { bidMicros: 9_000_000, destination: '+14155550100', conversionSeconds: 90 };
const read = (
  reply: unknown,
  bid: typeof BID | (Omit<typeof BID, 'conversionSeconds'> & { conversionSeconds: null }) = BID,
) => readConfirmation(reply, TERMS, bid, { countries: ['US'] });

test.each<[object, object]>([
  [{}, {}],
  [{ bid: null, phone: null, seconds: null }, {}],
  [{ bid: '', phone: '' }, {}],
  [{ bid: 9 }, {}],
  [{ bid: '$12.50' }, { bidMicros: 12_500_000 }],
  [{ bid: 25 }, { bidMicros: 25_000_000 }],
  [{ phone: '(833) 204-1000' }, { destination: '+18332041000' }],
  [{ phone: 'SIP:a@b.example' }, { destination: 'sip:a@b.example' }],
  [{ seconds: 60 }, { conversionSeconds: 60 }],
  [{ currency: 'usd', message: 'thank you' }, {}],
])('an accepted reply confirms, and what it leaves out stays: %j', (reply, changed) => {
  expect(read({ ok: 'Accepted', ...reply })).toEqual({ bid: { ...BID, ...changed } });
});

test.each<[string, unknown]>([
  ['not_accepted', {}],
  ['not_accepted', null],
  ['not_accepted', { ok: 'rejected', reason: 'capacity' }],
  ['not_accepted', { ok: false, bid: 30 }],
  ['bid_lowered', { ok: true, bid: 8.999999 }],
  ['bid_lowered', { ok: true, bid: 0 }],
  ['bid_lowered', { ok: true, seconds: 91 }],
  ['over_ceiling', { ok: true, bid: 25.01 }],
  ['invalid_amount', { ok: true, bid: 'soon' }],
  ['invalid_amount', { ok: true, bid: -9 }],
  ['wrong_currency', { ok: true, bid: 9, currency: 'EUR' }],
  ['wrong_currency', { ok: true, currency: 'EUR' }],
  ['wrong_currency', { ok: true, bid: '€12' }],
  ['invalid_destination', { ok: true, phone: 'call me' }],
  ['charged_destination', { ok: true, phone: '+19005551234' }],
  ['country_not_allowed', { ok: true, phone: '+442079460820' }],
])('%s: %j', (reason, reply) => {
  expect(read(reply)).toEqual({ reason });
});

test('a bid without a duration gets the duration of its confirmation', () => {
  expect(read({ ok: 1, seconds: 120 }, { ...BID, conversionSeconds: null }).bid?.conversionSeconds).toBe(120);
});

test('the texts and numbers of the first reply are placeholders', () => {
  const reply = { bidId: 'x', n: 7, ok: true, nested: { a: 1 }, none: null };
  expect(replyValues(reply)).toEqual({ 'reply.bidId': 'x', 'reply.n': 7 });
  for (const other of [undefined, null, 'text', 5]) expect(replyValues(other)).toEqual({});
});
