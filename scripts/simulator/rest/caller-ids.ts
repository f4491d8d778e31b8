/** The REST routes /OutgoingCallerIds: numbers of which the owner of the account has proved the ownership. */
import { Hono } from 'hono';
import type { Carrier } from '../carrier/state.ts';
import { formatNumber, rfc2822 } from '../twilio-format.ts';
import { type Env, operation } from './operation.ts';
import { paginate } from './page.ts';

export function callerIdRoutes(carrier: Carrier): Hono<Env> {
  return new Hono<Env>().get(
    '/',
    operation(carrier, 'caller-ids.list', ({ url, query }) => {
      const wanted = query.get('PhoneNumber');
      const numbers = carrier.account.verifiedNumbers
        .filter((number) => !wanted || number === wanted)
        .map((number) => ({ number, sid: `PN${number.replace('+', '').padStart(32, '0')}` }));
      return {
        status: 200,
        body: paginate(url, 'outgoing_caller_ids', numbers, ({ number, sid }) => ({
          sid,
          account_sid: carrier.accountSid,
          friendly_name: formatNumber(number),
          phone_number: number,
          date_created: rfc2822(carrier.clock.nowMs()),
          date_updated: rfc2822(carrier.clock.nowMs()),
          uri: `${url.pathname.replace(/\.json$/, '')}/${sid}.json`,
        })),
      };
    }),
  );
}
