/** Sets the daily exchange rates with which auctions compare bids in several currencies. */
import { type ExchangeRateRow, type RateOwner, upsertExchangeRates } from '../../../sql/accounts/exchange-rates.ts';
import type { Context } from '../../context.ts';
import { invalidField } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { type Actor, authorize } from './access.ts';

export type RatesOfDay = {
  /** The day in the source's words, YYYY-MM-DD. */
  day: string;
  source: string;
  /** One unit of this currency buys the amounts in `rates`. */
  base: string;
  rates: Record<string, number>;
};

/** Sets rates of the user's account. */
export async function setAccountRates(ctx: Context, actor: Actor, input: RatesOfDay): Promise<ExchangeRateRow[]> {
  const { tenantId } = authorize(actor, 'account-settings.write');
  return writeRates(ctx, { tenantId, userId: actor.userId }, input);
}

/** Sets rates for all accounts. Only the operator of the deployment may. */
export async function setOperatorRates(ctx: Context, input: RatesOfDay): Promise<ExchangeRateRow[]> {
  return writeRates(ctx, { tenantId: null, userId: null }, input);
}

/**
 * Stores the rates as units for one US dollar.
 *
 * @throws DomainError `validation_failed` if the base is not the dollar and the rates do not name the dollar
 */
async function writeRates(
  ctx: Context,
  owner: RateOwner,
  { day, source, base, rates }: RatesOfDay,
): Promise<ExchangeRateRow[]> {
  const all = { ...rates, [base]: 1 };
  const dollar = all['USD'];
  if (dollar === undefined)
    throw invalidField(
      'rates',
      `rates must contain USD, because one dollar is the common measure. The base is ${base}.`,
    );
  const perDollar = Object.fromEntries(
    Object.entries(all).flatMap(([currency, rate]) => (currency === 'USD' ? [] : [[currency, rate / dollar]])),
  );
  return transaction(ctx, ({ sql }) => upsertExchangeRates(sql, owner, { day, source, perDollar }));
}
