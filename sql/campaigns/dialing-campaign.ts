import type { Sql } from '../db.ts';
import type { CampaignFields, CampaignStatus } from './campaigns.ts';

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
> & { id: number; tenantId: number; name: string; status: CampaignStatus; sellerName: string };

export async function dialingCampaign(sql: Sql, campaignId: number): Promise<DialingCampaign | undefined> {
  const [row] = await sql<DialingCampaign[]>`
    select k.*, t.name as seller_name from campaigns k join tenants t on t.id = k.tenant_id where k.id = ${campaignId}`;
  // Whoever calls by preview is on the line first.
  return row?.dialMode === 'preview' ? { ...row, agentLegs: 'parked' } : row;
}
