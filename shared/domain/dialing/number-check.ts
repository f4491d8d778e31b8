/** Answers for a user whether a phone number may be called now, and why, as the dialer itself decides it. */
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import type { Key } from '../../../sql/db.ts';
import { type LeadWithNumber, listLeadsWithNumber, readNumberAtGate } from '../../../sql/dialing/number-checks.ts';
import type { Context } from '../../context.ts';
import { requireFound } from '../../errors.ts';
import type { CampaignSchedule } from '../../rules/campaigns/hours.ts';
import type { CallRefusal } from '../../rules/campaigns/place-gate.ts';
import { attemptsPer24hMax, gapMinutesMin, lawCodesOf } from '../../rules/compliance/law.ts';
import { type NumberPlace, placeOfNumber } from '../../rules/compliance/number-time-zones.ts';
import { callRefusal, type NumberAtGate } from '../../rules/dialing/call-gate.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { tenantLimits } from '../accounts/limits.ts';

/** A number is rarely in more lists than this. */
const LEADS_MAX = 50;

/** Without a campaign, only the law limits the hours. */
const ALL_HOURS: CampaignSchedule = {
  timezone: 'UTC',
  callingHoursStart: '00:00:00',
  callingHoursEnd: '00:00:00',
  countryHours: {},
  scheduleStart: null,
  scheduleEnd: null,
};

export type NumberCheck = {
  number: NumberAtGate;
  /** Why the number may not be called now; undefined if it may. */
  refusal: CallRefusal | undefined;
  place: NumberPlace;
  /** The rows of the table of laws that apply. */
  laws: readonly string[];
  attemptsMax: number | null;
  gapMinutes: number;
  leads: LeadWithNumber[];
};

/**
 * Checks a number with the gate that every call passes.
 *
 * @param campaignKey the campaign whose hours and dates count too
 */
export async function checkNumber(
  ctx: Context,
  actor: Actor,
  phone: string,
  campaignKey: Key | undefined,
): Promise<NumberCheck> {
  const { sql } = ctx;
  const scope = authorize(actor, 'dnc.read');
  const campaign = campaignKey && requireFound(await campaignByKey(sql, scope, campaignKey), 'Campaign');
  const [number, limits, leads] = await Promise.all([
    readNumberAtGate(sql, scope.tenantId, phone),
    tenantLimits(ctx, sql, scope.tenantId),
    listLeadsWithNumber(sql, scope.tenantId, phone, LEADS_MAX),
  ]);
  const place = placeOfNumber(phone);
  return {
    number,
    refusal: callRefusal(campaign ?? ALL_HOURS, number, limits.destination_countries),
    place,
    laws: lawCodesOf(place),
    attemptsMax: attemptsPer24hMax(place.region),
    gapMinutes: gapMinutesMin(place.region),
    leads,
  };
}
