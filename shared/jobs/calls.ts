/** Jobs about phone calls in progress, their reports, recordings and costs. */
import { z } from 'zod';
import { id, type JobDefinition, noPayload } from './definition.ts';

export const CALL_JOBS = {
  // The job `agent.ring` has a higher priority than the job `call.place`, because a person already waits for the agent.
  'agent.ring': {
    queue: 'calls',
    payload: z.object({ legId: id }),
    attempts: 5,
    backoffMs: 200,
    priority: 1,
    isSwept: true,
  },
  'agent.park': {
    queue: 'calls',
    payload: z.object({ parkedLegId: id }),
    attempts: 5,
    backoffMs: 500,
    priority: 5,
    isSwept: true,
  },
  'agents.unpark': { queue: 'reconcile', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 5_000 },
  'call.hangup': { queue: 'live-calls', payload: z.object({ callId: id }), attempts: 8, backoffMs: 500, priority: 1 },
  // Takes a called person or machine out of the conference. Then plays the abandonment message to the person, connects
  // the person with the next agent, or leaves a voicemail message on the machine.
  'call.redirect': {
    queue: 'live-calls',
    payload: z.object({ callId: id, to: z.enum(['abandon', 'voicemail', 'nextAgent', 'transfer']) }),
    // The person waits in silence, and the law wants the message within two seconds. So the pause stays short, and the
    // job tries for a minute.
    attempts: 60,
    backoffMs: 200,
    backoffMsMax: 1_000,
    priority: 1,
  },
  // Brings the conference at the carrier in line with what agents and supervisors want: hold, mute, recording.
  'conversation.sync': {
    queue: 'live-calls',
    payload: z.object({ callId: id }),
    attempts: 8,
    backoffMs: 200,
    isSwept: true,
  },
  // Plays the tones of keys at most once: an agent presses a key again, but cannot take back a key that came twice.
  'conversation.digits': { queue: 'live-calls', payload: z.object({ callId: id }), attempts: 1, backoffMs: 0 },
  // Moves a guest, or an agent who is consulted, to the conference where the conversation goes on.
  'leg.redirect': { queue: 'live-calls', payload: z.object({ legId: id }), attempts: 8, backoffMs: 200 },
  // Tells the carrier how a supervisor takes part, or hangs up a guest.
  'guest.sync': {
    queue: 'live-calls',
    payload: z.object({ legId: id, hangUp: z.boolean().default(false) }),
    attempts: 8,
    backoffMs: 200,
  },
  // Applies a callback of the carrier. The payload contains the callback itself, because the carrier keeps no copy that
  // could be fetched by id. If the callback names our call, the payload has no phone numbers and names.
  'call.event': {
    queue: 'events',
    payload: z.object({
      source: z.enum([
        'status',
        'amd',
        'conference',
        'recording',
        'opt-out',
        'parked-leg-status',
        'parked-leg-conference',
      ]),
      callUuid: z.string().optional(),
      legUuid: z.string().optional(),
      parkedLegUuid: z.string().optional(),
      params: z.record(z.string(), z.string()),
      /** Time when the callback arrived, in Unix milliseconds of product time. */
      receivedAtMs: z.number(),
    }),
    hasPersonalData: true,
    attempts: 12,
    backoffMs: 500,
  },
  'calls.poll': {
    queue: 'reconcile',
    payload: noPayload,
    attempts: 1,
    backoffMs: 0,
    everyMs: 15_000,
    deadlineSeconds: 300,
  },
  'recording.reconcile': {
    queue: 'reconcile',
    payload: z.object({ callId: id }),
    attempts: 10,
    backoffMs: 2_000,
    isSwept: true,
  },
  'recording.delete': {
    queue: 'reconcile',
    payload: z.object({ recordingId: id }),
    attempts: 8,
    backoffMs: 2_000,
    isSwept: true,
  },
  'cost.reconcile': {
    queue: 'reconcile',
    payload: z.object({ callId: id, poll: z.number().int().min(0).default(0) }),
    attempts: 10,
    backoffMs: 2_000,
    isSwept: true,
  },
  'parked-legs.price': { queue: 'reconcile', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 10_000 },
} satisfies Record<string, JobDefinition>;
