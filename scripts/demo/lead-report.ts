/** The demo's report about its leads: how many leads have each status, and the reasons. */
import type { Pool } from '../../sql/db.ts';
import { formatTable } from '../table.ts';

/** Explanations of the values of `leads.status_reason` for people who are new to call centers. */
const REASONS: Record<string, string> = {
  answered: 'a person answered',
  message_left: 'the voicemail message was left',
  attempts_used_up: 'all attempts of the campaign are used up',
  number_invalid: 'the carrier cannot call this number',
  do_not_call: 'on the do-not-call list',
  opted_out: 'the person asked not to be called',
  call_back: 'an agent agreed on a later time with the person',
  policy_no_answer: 'not answered; the campaign does not try again',
  policy_busy: 'busy; the campaign does not try again',
  no_answer: 'not answered; the next attempt comes after the retry delay',
  busy: 'busy; the next attempt comes after the retry delay',
  failed: 'the call failed; the next attempt comes after the retry delay',
  voicemail: 'voicemail; the next attempt comes after the retry delay',
  cancelled: 'cancelled while it rang; the next attempt comes later',
  legal_hours: 'the law does not allow calls at this hour at the person’s place',
  campaign_hours: 'outside the calling hours of the campaign',
  zone_unknown: 'the time zone of the number is unknown',
  no_rules_for_country: 'the law of the country is unknown; the campaign can state hours in country_hours',
  consent_required: 'people in the country must agree before a call; the campaign can confirm it in country_hours',
  attempts_per_day: 'the law allows no further call to this number today',
  too_soon: 'the law requires a longer pause after the last call',
  abandoned: 'the law requires a pause after an abandoned call',
  machine: 'the law requires a pause after a call that a machine answered',
};

type LeadGroup = { status: string; statusReason: string | null; leads: number; nextCallAt: Date | null };

export async function printLeads(sql: Pool): Promise<void> {
  const groups = await sql<LeadGroup[]>`
    select status, status_reason, count(*) as leads, min(next_call_at) as next_call_at
    from leads group by status, status_reason order by leads desc`;
  console.log('\nLeads at the end of the demo (pending leads would be called later):\n');
  const columns = [{ title: 'leads', align: 'right' as const }, { title: 'status' }, { title: 'why' }];
  const rows = groups.map((group) => [String(group.leads), group.status, formatReason(group)]);
  console.log(formatTable(columns, rows).join('\n'));
}

function formatReason({ status, statusReason, nextCallAt }: LeadGroup): string {
  const isPending = status === 'pending';
  const reason =
    statusReason === null ? (isPending ? 'waits for its next call' : '') : (REASONS[statusReason] ?? statusReason);
  return isPending && nextCallAt ? `${reason}; next call from ${formatTime(nextCallAt)}` : reason;
}

const formatTime = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
