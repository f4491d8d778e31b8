/** The filter for calls. The list of calls, the statistics and the CSV export share this filter. */
import { z } from '@hono/zod-openapi';
import { ANSWERED_BY } from '../../../shared/rules/calls/answering-machine.ts';
import { DISPOSITIONS } from '../../../shared/rules/calls/disposition.ts';
import { CARRIER_STATUSES } from '../../../shared/rules/calls/status.ts';
import type { CallFilter } from '../../../sql/calls/calls.ts';
import { e164 } from '../../http/fields.ts';
import { dispositionCode } from '../campaigns/dispositions.ts';
import { optionalEntityKey } from '../../http/ids.ts';
import type { Scope } from '../../../shared/domain/accounts/access.ts';
import type { Sql } from '../../../sql/db.ts';
import { periodQuery, readPeriod } from '../../http/period.ts';

export const CallFilterQuery = z.object({
  campaign_id: optionalEntityKey.optional(),
  agent_id: optionalEntityKey.optional(),
  buyer_id: optionalEntityKey.optional(),
  target_id: optionalEntityKey.optional().openapi({ description: 'The bidder that pays for the call' }),
  publisher_id: optionalEntityKey.optional(),
  disposition: z.enum(DISPOSITIONS).optional(),
  agent_disposition: dispositionCode.optional().openapi({ description: 'The code of a custom disposition' }),
  status: z.enum(CARRIER_STATUSES).optional().openapi({ description: 'The status that the carrier reports' }),
  answered_by: z.enum(ANSWERED_BY).optional(),
  lead_id: optionalEntityKey.optional(),
  phone: e164.optional().openapi({ description: 'The number of the person' }),
  direction: z.enum(['inbound', 'outbound']).optional(),
  ...periodQuery,
});

export async function toCallFilter(
  sql: Sql,
  { tenantId }: Scope,
  query: z.output<typeof CallFilterQuery>,
): Promise<CallFilter> {
  return {
    campaign: query.campaign_id ?? undefined,
    agent: query.agent_id ?? undefined,
    buyer: query.buyer_id ?? undefined,
    target: query.target_id ?? undefined,
    publisher: query.publisher_id ?? undefined,
    disposition: query.disposition,
    agentDisposition: query.agent_disposition,
    status: query.status,
    answeredBy: query.answered_by,
    lead: query.lead_id ?? undefined,
    phone: query.phone,
    direction: query.direction,
    ...(await readPeriod(sql, tenantId, query)),
  };
}
