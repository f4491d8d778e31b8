import type { TenantStatus } from '../../shared/rules/accounts/standing.ts';
import type { MachineDetectionSettings } from '../../shared/rules/campaigns/machine-detection.ts';
import { sellerName } from '../accounts/tenants.ts';
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
  | 'countryHours'
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
  MachineDetectionSettings &
  Pick<CampaignRow, 'id' | 'tenantId' | 'name' | 'status'> & {
    /** The name under which the tenant calls. The message to an abandoned lead contains this name. */
    sellerName: string;
    /** The number that the message states; null for the caller ID of the call. */
    callbackNumber: string | null;
    tenantStatus: TenantStatus;
  };

/**
 * Returns the campaign with the stored value of `agentLegs`. Other code calls the domain function
 * `findDialingCampaign`, which derives `agentLegs` from the dial mode.
 *
 * @crossTenant Safe: the job or the call names the campaign by id, and the campaign's row names the tenant.
 */
export async function dialingCampaignById(sql: Sql, campaignId: number): Promise<DialingCampaign | undefined> {
  const [row] = await sql<DialingCampaign[]>`
    select k.*, ${sellerName(sql, 't')} as seller_name, t.callback_number, t.status as tenant_status
    from campaigns k join tenants t on t.id = k.tenant_id
    where k.id = ${campaignId}`;
  return row;
}
