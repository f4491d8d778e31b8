/** Attribution: finds the visit that led to an inbound call, by the phone number that the visitor saw. */
import type { NewCallEvent } from '../../../sql/calls/events.ts';
import type { Sql } from '../../../sql/db.ts';
import { leaseForCall } from '../../../sql/tracking/leases.ts';
import { type DialledCampaign, inboundCampaignById } from '../../../sql/campaigns/inbound-campaigns.ts';

/** A call is attributed to a visit if the visitor saw the phone number at most this many days before the call. */
const ATTRIBUTION_DAYS = 30;

/** The visit of a new call, if there is one, and the events that say so. */
export type Attribution = { visitId: number | null; campaign: DialledCampaign; events: NewCallEvent[] };

/**
 * Finds the visit of a call that comes in now. The call must be inserted with it at once, because the phone number may be
 * leased to another visitor later. Only registered numbers are leased.
 *
 * @returns also the campaign of the call. If several campaigns share a number pool, this is the campaign of the page that
 *   the visitor saw.
 */
export async function findAttribution(sql: Sql, campaign: DialledCampaign, phoneNumber: string): Promise<Attribution> {
  const isRegistered = campaign.phoneNumberId !== null;
  const lease =
    isRegistered && (await leaseForCall(sql, campaign.tenantId, { phoneNumber, windowDays: ATTRIBUTION_DAYS }));
  if (!lease) return { visitId: null, campaign, events: [] };
  const pageCampaignId = lease.campaignId === null || lease.campaignId === campaign.id ? undefined : lease.campaignId;
  const answering = { ...campaign, ...(pageCampaignId && (await inboundCampaignById(sql, pageCampaignId))) };
  const { visitId, confidence, trackingId, source, sharedWith } = lease;
  const event = {
    event: 'call_attributed',
    message: `A visitor from ${source} saw this number`,
    metadata: { confidence, trackingId, source, sharedWith, campaignId: answering.id },
  };
  return { visitId, campaign: answering, events: [event] };
}
