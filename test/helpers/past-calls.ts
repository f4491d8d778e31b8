/** Calls that have ended, written as their end left them: what lists and statistics are made of. */
import type { Sql } from '../../sql/db.ts';

export type PastCall = {
  tenantId: number;
  campaignId?: number | null;
  leadId?: number | null;
  agentId?: number | null;
  [column: string]: unknown;
};

let made = 0;

/** A call as nobody answered it, except for what is given. */
export async function pastCall(sql: Sql, call: PastCall): Promise<{ id: number; uuid: string }> {
  made += 1;
  const columns = {
    direction: 'outbound',
    status: 'completed',
    disposition: 'no_answer',
    callSid: `CApast${made}`,
    fromNumber: '+14155551234',
    toNumber: '+14155552671',
    startTime: '2024-01-15T10:30:00Z',
    endTime: '2024-01-15T10:30:30Z',
    createdAt: '2024-01-15T10:30:00Z',
    duration: 30,
    talkTime: 0,
    cost: 0,
    costSource: 'unrated',
    ...call,
  };
  const [row] = await sql<[{ id: number; uuid: string }]>`insert into calls ${sql(columns)} returning id, uuid`;
  return row;
}
