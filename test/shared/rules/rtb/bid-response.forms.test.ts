/** The forms in which bidders of the field write yes, destinations, amounts and refusals. One line is one reply. */
import { describe, expect, test } from 'vitest';
import { type BidReading, type BidTerms, readBid } from '../../../../shared/rules/rtb/bid-response.ts';
import { ACCEPTANCE_VALUES_DEFAULT } from '../../../../shared/rules/rtb/bid-values.ts';
import { parseReply } from '../../../../shared/rules/rtb/reply-document.ts';

const TERMS: BidTerms = {
  bidAmountPath: 'bid',
  destinationNumberPath: 'phone',
  acceptancePath: null,
  acceptanceValues: ACCEPTANCE_VALUES_DEFAULT,
  expiryPath: null,
  currencyPath: 'currency',
  durationPath: 'seconds',
  minBidMicros: 0,
  maxBidMicros: null,
  currency: 'USD',
};
const GOOD = { bid: 12, phone: '+18332041000' };

const read = (
  reply: unknown,
  terms: Partial<BidTerms> = {},
  countries: readonly string[] | null = ['US'],
): BidReading => readBid(reply, { ...TERMS, ...terms }, { countries, nowMs: Date.UTC(2026, 4, 4, 12) });

const accepts = (status: unknown, terms: Partial<BidTerms> = {}) =>
  read({ ...GOOD, status }, { acceptancePath: 'status', ...terms }).bid !== undefined;

describe('acceptance', () => {
  test('a reply with the names of Retreaver counts', () => {
    const paths = {
      bidAmountPath: 'payout',
      destinationNumberPath: 'number',
      durationPath: 'secs',
      acceptancePath: 's',
    };
    const reply = { s: 'reserved', payout: 90, secs: 120, number: '+18332041000' };
    expect(read(reply, paths).bid).toMatchObject({ bidMicros: 90_000_000, conversionSeconds: 120 });
  });

  test.each([
    [true, 1, '1', 'TRUE', ' Yes ', 'y', 'Y', 'OK', 'Accept', 'ACCEPTED', 'Accepted.', 'accepted!', 'success'],
    ['Successful', 'approved', 'reserved', 'match', 'Matched', 'sold', 'Won', 'ａccepted'],
  ])('means yes', (...words) => {
    expect(words.filter((word) => !accepts(word))).toEqual([]);
  });

  test.each([
    [false, 0, 2, 200, '0', 'false', 'no', 'N', 'rejected', 'declined', 'unmatched', 'not accepted', 'failed', 'error'],
    ['none', 'unsold', 'null', '', null, undefined, {}, [], [true], ['accepted'], { status: 'accepted' }, 'pending'],
  ])('does not mean yes', (...words) => {
    expect(words.filter((word) => accepts(word))).toEqual([]);
  });

  test('the word may be nested, in a list, in another case than the target says, or in an element of XML', () => {
    expect(read({ ...GOOD, a: [{ b: { c: 'Matched' } }] }, { acceptancePath: 'a[0].b.c' }).bid).toBeDefined();
    expect(accepts('go', { acceptanceValues: ['GO'] })).toBe(true);
    expect(accepts('accepted', { acceptanceValues: ['GO'] })).toBe(false);
    const xml = parseReply('<r><s code="1">Accepted</s><bid>12</bid><phone>8332041000</phone></r>');
    expect(read(xml, { acceptancePath: 's' }).bid).toBeDefined();
  });
});

describe('destinations', () => {
  test.each<[unknown, string?]>([
    ['18332041000'],
    [18_332_041_000],
    ['(833) 204-1000'],
    ['833.204.1000'],
    [8_332_041_000],
    ['1-833-204-1000'],
    ['+1\u00a0833\u00a0204\u202f1000'],
    ['\u202a+18332041000\u202c'],
    ['\u200b+18332041000'],
    ['＋１８３３２０４１０００'],
    ['TEL:+1-833-204-1000'],
    ['tel:8332041000;phone-context=+1'],
    ['tel://+18332041000'],
    ['<tel:+18332041000>'],
    ['+18332041000;ext=12'],
    ['+18332041000 x12'],
    ['833-204-1000 ext. 5'],
    ['+18332041000,,12'],
    ['0018332041000'],
    ['001 833 204 1000'],
    ['011 1 833 204 1000'],
    ['%2B18332041000'],
    ['SIP:User@host:5061;transport=tls', 'sip:User@host:5061;transport=tls'],
    ['"Sales" <sip:user@host;transport=tcp>', 'sip:user@host;transport=tcp'],
    ['user@host', 'sip:user@host'],
    ['sip:+18332041000@host;user=phone', 'sip:+18332041000@host;user=phone'],
  ])('%j is dialled', (phone, expected = '+18332041000') => {
    expect(read({ ...GOOD, phone }).bid?.destination).toBe(expected);
  });

  test.each([
    ['02079460820', '+442079460820'],
    ['+44 (0)20 7946 0820', '+442079460820'],
    ['0044 20 7946 0820', '+442079460820'],
    ['0330 123 4567', '+443301234567'],
  ])('%j is dialled for a British router', (phone, expected) => {
    expect(read({ ...GOOD, phone }, {}, ['GB']).bid?.destination).toBe(expected);
  });

  test.each([
    '+19005551234',
    19_005_551_234,
    '(900) 555-1234',
    '+88112345678',
    '+882123456789',
    '+8707736225251',
    '+449098790000',
    '+448712345678',
    '+33899123456',
    '+80012345678',
    '+999123456',
  ])('%j costs extra or belongs to no country, and is refused also where every country is allowed', (phone) => {
    for (const countries of [['US', 'GB', 'FR'], null])
      expect(read({ ...GOOD, phone }, {}, countries).reason).toBe('charged_destination');
  });

  test.each(['09098790000', '0871 234 5678', '07012345678'])('%j is refused for a British router', (phone) => {
    expect(read({ ...GOOD, phone }, {}, ['GB']).reason).toBe('charged_destination');
  });

  test.each([
    '911',
    '+1911',
    '',
    'null',
    null,
    0,
    {},
    ['+18332041000'],
    '+abc',
    '8332041000abc',
    '1-800-FLOWERS',
    8_332_041_000.5,
    'client:bob',
    'mailto:a@b.com',
    'sip:host',
    'sip:a b@host',
    '+18332041000 / +18332041001',
  ])('%j is no destination', (phone) => {
    expect(read({ ...GOOD, phone }).reason).toBe('invalid_destination');
  });

  test('a toll-free number belongs to every North American country, other numbers to theirs', () => {
    expect(read(GOOD, {}, ['CA']).bid).toBeDefined();
    expect(read({ ...GOOD, phone: '+12125550123' }, {}, ['CA']).reason).toBe('country_not_allowed');
    expect(read(GOOD, {}, ['GB']).reason).toBe('country_not_allowed');
    expect(read({ ...GOOD, phone: '8765551234' }).reason).toBe('country_not_allowed');
  });
});

describe('amounts', () => {
  test.each([
    [
      8.75,
      ['$8.75', 'US$8.75', 'US$ 8.75', '$ 8.75', '8.75$', 'USD 8.75', 'USD $8.75', '$8.75 USD', '8.75usd', '+8.75'],
    ],
    [8.75, ['8,75', '08.75', '8.75\n', '\u00a08.75\u00a0USD', '８.７５', '8.7500000000000000000001']],
    [1250, ['1,250.00', '1.250,00', '1 250.00', '1\u202f250,00', "1'250.00", '1,250']],
    [8, ['8.', '8,0', '8.0']],
    [0.5, ['.5', '0.50', '$.5']],
    [33.333333, [100 / 3, '33.333333333333336']],
  ])('%d', (amount, texts) => {
    for (const bid of texts)
      expect([bid, read({ ...GOOD, bid }).bid?.bidMicros]).toEqual([bid, Math.round(amount * 1_000_000)]);
  });

  test.each([
    '-8.75',
    '($8.75)',
    '1e3',
    '8..75',
    '8,7,5',
    '1,250,0',
    '8 75',
    '8.75 per call',
    '8.75-9.00',
    'NaN',
    'Infinity',
    Number.NaN,
    -1,
    1e308,
    1_000_001,
    '1000001',
    '99999999',
    '0x19',
    true,
    [8.75],
    { amount: 8.75 },
    '٨٫٧٥',
  ])('%j is no amount', (bid) => {
    expect(read({ ...GOOD, bid }).reason).toBe('invalid_amount');
  });

  test.each(['€8.75', '8.75 EUR', 'EUR 8.75', 'C$8.75', '$8.75 CAD', 'EUR $8.75', '875¢'])(
    '%j is not in USD',
    (bid) => {
      expect(read({ ...GOOD, bid }).reason).toBe('wrong_currency');
    },
  );

  test('the sign of a dollar is that of the target', () => {
    for (const bid of ['$8.75', 'C$8.75', 'CA$ 8.75', 'CAD 8.75', '$8.75 CAD'])
      expect(read({ ...GOOD, bid }, { currency: 'CAD' }).bid).toBeDefined();
  });
});

describe('refusals', () => {
  test.each<[unknown, Partial<BidTerms>?]>([
    ...[
      { bidId: 'x', bid: 0, rejectReason: 'Final capacity check (Code: 1006)' },
      { bid: null, message: 'no coverage' },
    ].map((reply): [unknown] => [reply]),
    ...[0, '0', '0.00', '$0.00', '0,00', null, '', ' ', 'N/A', 'none', 'null', 'no bid', false, '-'].map(
      (bid): [unknown] => [{ ...GOOD, bid }],
    ),
    ...[
      'reject_reason',
      'rejectReasons',
      'Reason',
      'reason_code',
      'msg',
      'errors',
      'errorMessage',
      'detail',
      'nbr',
    ].map((name): [unknown] => [{ [name]: 'x' }]),
    [{ status: 'rejected' }],
    [{ Status: 'No Bid' }],
    [{ result: 'unmatched' }],
    [{ success: false }],
    [{ noBid: true }],
    [{}],
    [[]],
    [null],
    [false],
    [{ id: '1', seatbid: [] }],
    [{ bids: [] }, { bidAmountPath: 'bids[0].bid' }],
    [{ result: { reason: 'x' } }, { bidAmountPath: 'result.bid' }],
    [{ result: { bid: 0 } }, { bidAmountPath: 'result.bid' }],
    [parseReply('<response><bid/></response>')],
    [parseReply('<response><status code="3">Rejected</status></response>')],
    [parseReply('<error>no coverage</error>')],
    [parseReply('bid=&reason=no coverage')],
    [parseReply('status=declined')],
  ])('%j is no bid, with and without a path of acceptance', (reply, terms = {}) => {
    expect(read(reply, terms).reason).toBe('no_bid');
    expect(read(reply, { acceptancePath: 'accepted', ...terms }).reason).toBe('no_bid');
  });

  test('a reply that refuses at the path of acceptance did not accept', () => {
    for (const accepted of [false, 'no', 'rejected'])
      expect(read({ bid: 0, accepted }, { acceptancePath: 'accepted' }).reason).toBe('not_accepted');
  });

  test('an offer whose amount is elsewhere is a mistake of the target, not a refusal', () => {
    for (const reply of [{ price: 12, phone: GOOD.phone }, { status: 'accepted' }, { noBid: false, phone: GOOD.phone }])
      expect(read(reply).reason).toBe('invalid_amount');
  });

  test('a reason beside a bid does not undo the bid', () => {
    expect(read({ ...GOOD, rejectReason: null, message: 'thank you' }).bid).toBeDefined();
  });
});

describe('documents', () => {
  const expected = { bidMicros: 8_750_000, destination: '+18332041000' };
  test.each([
    '<r><bid>8.75</bid><phone>+18332041000</phone></r>',
    '<?xml version="1.0" encoding="UTF-8"?><n:r xmlns:n="urn:x"><n:bid>8.75</n:bid><n:phone>8332041000</n:phone></n:r>',
    '<r xmlns="urn:x"><bid><![CDATA[8.75]]></bid><phone><![CDATA[ +18332041000 ]]></phone></r>',
    '<r bid="8.75" phone="+18332041000"/>',
    '<r><bid currency="USD">8.75</bid><phone type="pstn">&#43;18332041000</phone></r>',
    '\ufeff<!-- x --><r><a>1</a><a>2</a><bid>8.75</bid><phone>8332041000</phone></r>',
    'bid=8.75&phone=%2B18332041000',
    'bid=8.75&phone=+18332041000\n',
    'bid=8.75&phone=(833) 204-1000&message=thank you',
    '\ufeff{"bid":"8.75","phone":18332041000}',
    JSON.stringify('{"bid":8.75,"phone":"8332041000"}'),
  ])('%s', (text) => {
    expect(read(parseReply(text)).bid).toMatchObject(expected);
  });

  test('elements of an envelope and attributes have paths', () => {
    const soap = parseReply(
      '<s:Envelope xmlns:s="u"><s:Body><r><bid currency="EUR">8.75</bid></r></s:Body></s:Envelope>',
    );
    const paths = { bidAmountPath: 'Body.r.bid', currencyPath: 'Body.r.bid.currency' };
    expect(read({ ...(soap as object), phone: GOOD.phone }, { ...paths, currency: 'EUR' }).bid).toMatchObject(expected);
  });
});
