/** Attribution: finds the visit that led to an inbound call, by the phone number that the visitor saw. */
import type { Tx } from '../../transaction.ts';
import { type CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { setCallVisit, leaseForCall } from '../../../sql/tracking/leases.ts';
import { type DialledCampaign, inboundCampaignById } from '../../../sql/campaigns/inbound-campaigns.ts';

/** A call is attributed to a visit if the visitor saw the phone number at most this many days before the call. */
const ATTRIBUTION_DAYS = 30;

/**
 * Attributes a new inbound call to a visit. The transaction that inserts the call must also attribute the call, because
 * the phone number may be leased to another visitor later.
 *
 * @returns the call and its campaign. If several campaigns share a number pool, the campaign is the campaign of the
 *   page that the visitor saw.
 */
export async function attributeInboundCall(
  { sql }: Tx,
  call: CallRow,
  campaign: DialledCampaign,
): Promise<{ call: CallRow; campaign: DialledCampaign }> {
  const phoneNumber = call.toNumber;
  const lease = await leaseForCall(sql, call.tenantId, { phoneNumber, windowDays: ATTRIBUTION_DAYS });
  if (!lease) return { call, campaign };
  const pageCampaignId = lease.campaignId === null || lease.campaignId === campaign.id ? undefined : lease.campaignId;
  const answering = { ...campaign, ...(pageCampaignId && (await inboundCampaignById(sql, pageCampaignId))) };
  const visit = { visitId: lease.visitId, campaignId: answering.id };
  const attributed = await setCallVisit(sql, call.tenantId, call.id, visit);
  const { confidence, trackingId, source, sharedWith } = lease;
  await insertCallEvent(sql, call, {
    event: 'call_attributed',
    message: `A visitor from ${source} saw this number`,
    metadata: { confidence, trackingId, source, sharedWith, campaignId: answering.id },
  });
  return { call: attributed, campaign: answering };
}
