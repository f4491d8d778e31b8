/** Whose call it is: the visitor who was shown the number that was dialled. */
import type { Tx } from '../../transaction.ts';
import { type CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { attributeCall, leaseBehindCall } from '../../../sql/tracking/leases.ts';
import { type DialledCampaign, inboundCampaignById } from '../../../sql/campaigns/inbound-campaigns.ts';

/** People keep a number for a while before they call it. */
const ATTRIBUTION_DAYS = 30;

/**
 * Attributes a call that has just come in to the visit behind it, within the transaction that takes it in: later the number
 * may be another's. Returns it with the campaign that takes it: where several share a pool, the one whose page the visitor
 * was on.
 */
export async function attribute(
  { sql }: Tx,
  call: CallRow,
  campaign: DialledCampaign,
): Promise<{ call: CallRow; campaign: DialledCampaign }> {
  const phoneNumber = call.toNumber;
  const lease = await leaseBehindCall(sql, call.tenantId, { phoneNumber, windowDays: ATTRIBUTION_DAYS });
  if (!lease) return { call, campaign };
  const moved = lease.campaignId === null || lease.campaignId === campaign.id ? undefined : lease.campaignId;
  const taking = { ...campaign, ...(moved && (await inboundCampaignById(sql, moved))) };
  const visit = { visitId: lease.visitId, campaignId: taking.id };
  const attributed = await attributeCall(sql, call.tenantId, call.id, visit);
  const { confidence, trackingId, source, sharedWith } = lease;
  await insertCallEvent(sql, call, {
    event: 'call_attributed',
    message: `A visitor from ${source} was shown this number`,
    metadata: { confidence, trackingId, source, sharedWith, campaignId: taking.id },
  });
  return { call: attributed, campaign: taking };
}
