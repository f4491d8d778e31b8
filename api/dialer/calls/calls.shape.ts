/** Calls in responses of the dialer API. */
import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import type { Disposition } from '../../../shared/rules/calls/disposition.ts';
import { OUTCOMES, outcomeOf } from '../../../shared/rules/calls/outcome.ts';
import { isConnectedLate } from '../../../shared/rules/compliance/abandonment.ts';
import type { CallDetails, CallStats } from '../../../sql/calls/calls.ts';
import type { CallEventRow } from '../../../sql/calls/events.ts';
import type { Json } from '../../../sql/db.ts';
import { toSnakeCase } from '../../http/conventions/queries.ts';
import { computed, integer, numericId, isoOrNull, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';
import { signedMediaUrlOfCall } from '../../../shared/domain/calls/recordings.ts';

const count = z.number().int();

export const CallResponse = z
  .object({
    id: uuid,
    tenant_id: uuid,
    campaign_id: uuid.nullable(),
    lead_id: uuid.nullable(),
    agent_id: computed(uuid.nullable()),
    call_sid: z.string().nullable(),
    conference_sid: computed(z.string().nullable()),
    from_number: z.string(),
    to_number: z.string(),
    direction: z.enum(['inbound', 'outbound']),
    status: z.string(),
    answered_by: computed(
      z
        .string()
        .nullable()
        .openapi({
          description:
            'Who answered: `human` for the dispositions `answered` and `abandoned`, a machine for `voicemail`, otherwise ' +
            'what the machine detection heard',
        }),
    ),
    start_time: computed(timestamp.nullable()),
    answer_time: computed(timestamp.nullable()),
    greeting_end_time: computed(
      timestamp.nullable().openapi({
        description: 'When the greeting of the called person ended, if the machine detection reported the end',
      }),
    ),
    agent_reserved_time: computed(
      timestamp.nullable().openapi({ description: 'When an agent was reserved for the call' }),
    ),
    bridge_time: computed(timestamp.nullable().openapi({ description: 'When agent and called person were connected' })),
    connect_delay_ms: computed(
      integer.nullable().openapi({
        description:
          'Milliseconds from the end of the greeting, or from the answer, until agent and person were connected',
      }),
    ),
    connected_late: computed(
      z.boolean().openapi({
        description:
          'Whether agent and person were connected after more than two seconds: the call counts as abandoned',
      }),
    ),
    end_time: computed(timestamp.nullable()),
    duration: z.number().int().nullable().openapi({
      description:
        'Seconds from start to end; for calls that the dialer did not place, the seconds that the carrier reports',
    }),
    talk_time: computed(
      integer.nullable().openapi({ description: 'Seconds of conversation; 0 without a conversation' }),
    ),
    disposition: z.string().nullable(),
    outcome: computed(
      z
        .enum(OUTCOMES)
        .nullable()
        .openapi({
          description:
            'What happened, more exactly than `disposition`: for example `machine_no_message`, `message_left` or `fax` ' +
            'instead of `voicemail`, and `hung_up_early` instead of `no_answer`. Null while the call is live',
        }),
    ),
    agent_disposition: z
      .string()
      .nullable()
      .openapi({ description: 'The code of the custom disposition that the agent chose' }),
    converted: z.boolean().nullable().openapi({
      description: 'Whether the call converted; null until a user sets it or the value of the call is calculated',
    }),
    recording_url: computed(
      z.string().nullable().openapi({ description: 'Plays without a credential, and expires after one to two hours' }),
    ),
    recording_sid: computed(z.string().nullable()),
    recording_duration: computed(z.number().int().nullable()),
    cost: z.number().nullable(),
    carrier_fees: computed(
      z.number().openapi({
        description:
          'The part of `cost` for machine detection and conference minutes, in dollars. The carrier reports these fees for ' +
          'no single call, so they are computed from its list prices when the call is rated.',
      }),
    ),
    cost_source: computed(z.enum(['rated', 'estimated', 'unrated']).nullable()),
    metadata: z.record(z.string(), z.unknown()),
    notes: z.string().nullable(),
    created_at: timestamp,
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    phone: z.string(),
    campaign_name: z.string().nullable(),
    agent_name: computed(z.string().nullable()),
    numeric_id: numericId,
  })
  .openapi('CallResponse');

export function presentCall(ctx: Pick<Context, 'config' | 'clock'>, call: CallDetails): z.infer<typeof CallResponse> {
  return {
    id: call.uuid,
    numeric_id: call.id,
    tenant_id: call.tenantUuid,
    campaign_id: call.campaignUuid,
    lead_id: call.leadUuid,
    agent_id: call.agentUuid,
    call_sid: call.callSid,
    conference_sid: call.conferenceSid,
    from_number: call.fromNumber,
    to_number: call.toNumber,
    direction: call.direction,
    status: call.status,
    answered_by: call.answeredBy,
    start_time: isoOrNull(call.startTime),
    answer_time: isoOrNull(call.answerTime),
    greeting_end_time: isoOrNull(call.greetingEndedAt),
    agent_reserved_time: isoOrNull(call.agentReservedAt),
    bridge_time: isoOrNull(call.connectedAt),
    connect_delay_ms: call.connectDelayMs,
    connected_late: isConnectedLate(call),
    end_time: isoOrNull(call.endTime),
    duration: call.duration,
    talk_time: call.talkTime,
    disposition: call.disposition,
    outcome: outcomeOf(call),
    agent_disposition: call.agentDisposition,
    converted: call.converted,
    recording_url: signedMediaUrlOfCall(ctx, call),
    recording_sid: call.recordingSid,
    recording_duration: call.recordingDuration,
    cost: call.cost,
    carrier_fees: call.carrierFees,
    cost_source: call.costSource,
    metadata: call.metadata as Record<string, unknown>,
    notes: call.notes,
    created_at: call.createdAt.toISOString(),
    first_name: call.firstName,
    last_name: call.lastName,
    phone: call.direction === 'outbound' ? call.toNumber : call.fromNumber,
    campaign_name: call.campaignName,
    agent_name: call.agentName,
  };
}

export const CallEventResponse = z
  .object({
    event: z.string(),
    message: z.string(),
    metadata: z.record(z.string(), z.unknown()),
    occurred_at: timestamp,
  })
  .openapi('CallEventResponse');

/** Returns a JSON value with the names of this API. */
function withSnakeCase(value: Json): Json {
  if (Array.isArray(value)) return (value as Json[]).map(withSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [toSnakeCase(name), withSnakeCase(each as Json)]),
  );
}

export function presentCallEvent(row: CallEventRow): z.infer<typeof CallEventResponse> {
  return {
    event: row.event,
    message: row.message,
    metadata: withSnakeCase(row.metadata) as Record<string, unknown>,
    occurred_at: row.occurredAt.toISOString(),
  };
}

const ofDisposition = (disposition: Disposition) =>
  count.openapi({ description: `Ended calls with the disposition \`${disposition}\`` });

export const CallStatisticsResponse = z
  .object({
    total_calls: count.openapi({ description: 'Ended calls' }),
    answered_calls: ofDisposition('answered'),
    voicemail_calls: ofDisposition('voicemail'),
    no_answer_calls: ofDisposition('no_answer'),
    busy_calls: ofDisposition('busy'),
    failed_calls: ofDisposition('failed'),
    abandoned_calls: count.openapi({
      description: 'Calls that count as abandoned: without an agent, or connected after more than two seconds',
    }),
    connected_late_calls: count.openapi({ description: 'Answered calls that also count as abandoned' }),
    cancelled_calls: ofDisposition('cancelled'),
    human_answered: count.openapi({ description: 'Ended calls with `answered_by` `human`' }),
    machine_answered: count.openapi({
      description: 'Ended calls with another `answered_by` than `human` and `unknown`',
    }),
    avg_duration: z.number().openapi({ description: 'The mean `duration` of the answered calls, in seconds' }),
    avg_talk_time: z.number().openapi({ description: 'The mean `talk_time` of the answered calls, in seconds' }),
    total_cost: z.number().openapi({ description: 'The sum of `cost`, in dollars' }),
    agent_line_cost: z
      .number()
      .nullable()
      .openapi({
        description:
          'The cost of the parked phone lines of agents that ended in the period, in dollars, which is in the cost of no ' +
          'call. The campaign that rang the agent pays. Null with a filter that only calls have.',
      }),
  })
  .openapi('CallStatisticsResponse');

export function presentCallStatistics(
  stats: CallStats,
  lineCost: number | null,
): z.infer<typeof CallStatisticsResponse> {
  return {
    total_calls: stats.totalCalls,
    answered_calls: stats.answeredCalls,
    voicemail_calls: stats.voicemailCalls,
    no_answer_calls: stats.noAnswerCalls,
    busy_calls: stats.busyCalls,
    failed_calls: stats.failedCalls,
    abandoned_calls: stats.abandonedCalls,
    connected_late_calls: stats.connectedLateCalls,
    cancelled_calls: stats.cancelledCalls,
    human_answered: stats.humanAnswered,
    machine_answered: stats.machineAnswered,
    avg_duration: stats.avgDuration,
    avg_talk_time: stats.avgTalkTime,
    total_cost: stats.totalCost,
    agent_line_cost: lineCost,
  };
}
