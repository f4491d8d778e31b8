import type { Sql } from '../db.ts';
import type { CampaignFields, CampaignRow } from './campaigns.ts';

/** What the dialer needs to know about a campaign. */
export type DialingCampaign = Pick<
  CampaignFields,
  | 'callerId'
  | 'scheduleStart'
  | 'scheduleEnd'
  | 'timezone'
  | 'callingHoursStart'
  | 'callingHoursEnd'
  | 'agentGroupId'
  | 'requiredSkills'
  | 'retryPolicy'
  | 'amdEnabled'
  | 'amdMode'
  | 'agentLegs'
  | 'voicemailMessageUrl'
  | 'recordCalls'
  | 'wrapUpSeconds'
  | 'ringSecondsMax'
  | 'dialMode'
> &
  Pick<CampaignRow, 'id' | 'tenantId' | 'name' | 'status'> & {
    /** The name of the tenant, which the message to an abandoned lead states. */
    sellerName: string;
  };

/**
 * The row as it is stored. The domain function `findDialingCampaign` derives `agentLegs` from the dial mode; use it instead.
 *
 * @crossTenant The job or the call names the campaign by its id, and the row names the tenant.
 */
export async function dialingCampaignById(sql: Sql, campaignId: number): Promise<DialingCampaign | undefined> {
  const [row] = await sql<DialingCampaign[]>`
    select k.*, t.name as seller_name from campaigns k join tenants t on t.id = k.tenant_id where k.id = ${campaignId}`;
  return row;
}
