/**
 * The reasons why a bidder won or lost an auction. Codes below 500 are codes of OpenRTB's seat-non-bid extension. Codes
 * from 500 are our own, in the range that OpenRTB leaves to exchanges.
 */
export const BID_REASONS = {
  won: { code: 0, text: 'Won the auction.' },
  error_status: { code: 100, text: 'Answered with an HTTP status other than success.' },
  timeout: { code: 101, text: 'Did not answer completely before its deadline.' },
  invalid_response: { code: 102, text: 'Answered with something that is not JSON, XML or a form.' },
  unreachable: { code: 103, text: 'Could not be reached.' },
  blocked: { code: 200, text: 'Its address is not a public one, so no request was sent.' },
  throttled: { code: 203, text: 'Skipped this time, because most of its recent answers failed.' },
  below_floor: { code: 301, text: 'Bid less than its minimum.' },
  no_bid: { code: 500, text: 'Answered that it does not bid.' },
  not_accepted: { code: 501, text: 'Did not accept the call.' },
  invalid_amount: { code: 502, text: 'Its amount is not a positive number.' },
  wrong_currency: { code: 503, text: 'Bid in another currency.' },
  over_ceiling: { code: 504, text: 'Bid more than its maximum, for example cents instead of dollars.' },
  invalid_destination: { code: 505, text: 'Its destination is neither an E.164 number nor a SIP address.' },
  charged_destination: {
    code: 506,
    text: 'Its destination is a premium-rate, shared-cost or satellite number, or of no country.',
  },
  own_destination: { code: 507, text: 'Its destination is one of our own numbers: the call would come back to us.' },
  too_large: { code: 508, text: 'Its answer was larger than 64 KB.' },
  redirected: { code: 509, text: 'Answered with a redirect, which is not followed.' },
  late: { code: 510, text: 'A valid bid that came after the decision: it is dialled if the better bids fail.' },
  expired: { code: 511, text: 'Its bid was not valid long enough to dial.' },
  outbid: { code: 512, text: 'A valid bid, but another bid was better.' },
  capped: { code: 513, text: 'Has as many calls as its caps allow.' },
  closed: { code: 514, text: 'Outside its hours of operation.' },
  country_not_allowed: { code: 516, text: 'Its destination is in a country that the router does not allow.' },
  duplicate_caller: {
    code: 517,
    text: 'Was not asked: its caller called before, and the campaign chooses who gets such a call.',
  },
  no_exchange_rate: {
    code: 518,
    text: 'Was not asked: the bidders bid in several currencies, and its currency has no exchange rate.',
  },
  bid_lowered: {
    code: 519,
    text: 'Its confirmation was worse than its bid: a lower price, or a longer conversation until it pays.',
  },
  misconfigured: { code: 515, text: 'The request to it could not be built; test the target.' },
} as const;
export type BidReason = keyof typeof BID_REASONS;
