/** What a compliance officer asks: may a number be called and why, and which laws the dialer knows. */
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { checkNumber, type NumberCheck } from '../../../shared/domain/dialing/number-check.ts';
import { readDoNotCallNumber } from '../../../shared/domain/leads/number-country.ts';
import { LAWS } from '../../../shared/rules/compliance/law.ts';
import type { DayRule, PlaceLaw } from '../../../shared/rules/compliance/place-law.ts';
import { entityKey } from '../../http/ids.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { integer, isoOrNull, numericId, uuid } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { timestamp } from '../conventions.ts';
import { phoneText } from './dnc.ts';

const hours = z.array(z.string()).openapi({ example: ['08:00-21:00'], description: 'Local time; empty: closed' });
const LawResponse = z
  .object({
    place: z.string().openapi({ example: 'US-FL', description: 'ISO 3166-1 country or ISO 3166-2 subdivision' }),
    daily: hours,
    saturday: hours,
    sunday: hours,
    closed_on_holidays: z.boolean(),
    attempts_per_24h_max: integer.nullable(),
    gap_minutes_min: integer.nullable(),
    consent_since: z.iso.date().nullable().openapi({
      description:
        'From this day on, only people who agreed before may be called, in campaigns with hours of their own',
    }),
    source: z.string(),
  })
  .openapi('LawResponse');

const CheckedLeadResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    campaign_id: uuid,
    campaign_name: z.string(),
    status: z.string(),
    status_reason: z.string().nullable(),
    call_attempts: integer,
    next_call_at: timestamp.nullable(),
  })
  .openapi('CheckedLeadResponse');

const NumberCheckResponse = z
  .object({
    phone: z.string(),
    may_be_called: z.boolean(),
    reason: z
      .string()
      .nullable()
      .openapi({ example: 'legal_hours', description: 'Why the number may not be called now' }),
    next_call_at: timestamp.nullable().openapi({ description: 'When the number may be called; null: now or never' }),
    checked_at: timestamp,
    country: z.string().nullable(),
    subdivisions: z.array(z.string()).openapi({ description: 'States that the number may be in. Empty: any' }),
    time_zones: z.array(z.string()).openapi({ description: 'The law must allow the call in each of them' }),
    do_not_call: z.boolean(),
    in_another_call: z.boolean(),
    calls_last_24h: integer.openapi({ description: 'Up to 20' }),
    attempts_per_24h_max: integer.nullable(),
    gap_minutes_min: integer,
    last_call_ended_at: timestamp.nullable(),
    last_abandoned_at: timestamp.nullable(),
    rests_until: timestamp.nullable().openapi({ description: 'The retry delay of a list that has called the number' }),
    laws: z.array(LawResponse),
    leads: z.array(CheckedLeadResponse).openapi({ description: 'The newest 50 leads with the number' }),
  })
  .openapi('NumberCheckResponse');

const hoursOf = (rule: DayRule): string[] => (rule === 'none' ? [] : [rule].flat());

const presentLaw = (place: string, law: PlaceLaw): z.infer<typeof LawResponse> => ({
  place,
  daily: hoursOf(law.daily),
  saturday: hoursOf(law.saturday ?? law.daily),
  sunday: hoursOf(law.sunday ?? law.daily),
  closed_on_holidays: law.closedOnHolidays ?? false,
  attempts_per_24h_max: law.attemptsPer24hMax ?? null,
  gap_minutes_min: law.gapMinutesMin ?? null,
  consent_since: law.consentSince ?? null,
  source: law.source,
});

const presentCheck = (check: NumberCheck): z.infer<typeof NumberCheckResponse> => ({
  phone: check.number.phoneNormalized,
  may_be_called: check.refusal === undefined,
  reason: check.refusal?.reason ?? null,
  next_call_at: isoOrNull(check.refusal?.nextCallAt ?? null),
  checked_at: check.number.readAt.toISOString(),
  country: check.place.region?.country ?? null,
  subdivisions: [...(check.place.region?.subdivisions ?? [])],
  time_zones: [...check.place.zones],
  do_not_call: check.number.onDncList,
  in_another_call: check.number.inAnotherCall,
  calls_last_24h: check.number.startsLastDay.length,
  attempts_per_24h_max: check.attemptsMax,
  gap_minutes_min: check.gapMinutes,
  last_call_ended_at: isoOrNull(check.number.lastEndedAt),
  last_abandoned_at: isoOrNull(check.number.lastAbandonedAt),
  rests_until: isoOrNull(check.number.restsUntil),
  laws: check.laws.map((place) => presentLaw(place, LAWS[place]!)),
  leads: check.leads.map((lead) => ({
    id: lead.uuid,
    numeric_id: lead.id,
    campaign_id: lead.campaignUuid,
    campaign_name: lead.campaignName,
    status: lead.status,
    status_reason: lead.statusReason,
    call_attempts: lead.callAttempts,
    next_call_at: isoOrNull(lead.nextCallAt),
  })),
});

const CheckNumberQuery = z.object({ phone: phoneText, campaign_id: entityKey.optional() });
const CheckNumberResponse = z
  .object({ success: z.literal(true), number: NumberCheckResponse })
  .openapi('CheckNumberResponse');
const GetLawsResponse = z.object({ success: z.literal(true), laws: z.array(LawResponse) }).openapi('GetLawsResponse');

const tags = ['Compliance'];

export const complianceRoutes = createRoutes();

complianceRoutes.openapi(
  createRoute({
    operationId: 'checkNumber',
    method: 'get',
    path: '/compliance/number',
    tags,
    summary: 'Check whether a phone number may be called',
    description:
      'The answer of the gate that every call passes, with what it looked at. With `campaign_id`, the hours and dates of ' +
      'the campaign count too.',
    request: { query: CheckNumberQuery },
    responses: { 200: jsonResponse('The number and why', CheckNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'dnc.read');
    const { phone: text, campaign_id: campaign } = c.req.valid('query');
    const phone = await readDoNotCallNumber(ctx.sql, tenantId, text.replace(/^ (?=\d)/, '+'));
    const check = await checkNumber(ctx, c.get('actor'), phone, campaign);
    return c.json({ success: true as const, number: presentCheck(check) }, 200);
  },
);

complianceRoutes.openapi(
  createRoute({
    operationId: 'getLaws',
    method: 'get',
    path: '/compliance/laws',
    tags,
    summary: 'Get the laws that the dialer knows',
    description: 'A number of a country without a row is not called, unless the campaign states hours for the country.',
    responses: { 200: jsonResponse('Laws by place', GetLawsResponse), ...errorResponses },
  }),
  (c) => {
    authorize(c.get('actor'), 'dnc.read');
    const laws = Object.entries(LAWS).map(([place, law]) => presentLaw(place, law));
    return c.json({ success: true as const, laws }, 200);
  },
);
