/**
 * The URLs that the carrier calls back. Each carries the call's uuid, so that a callback can beat the reply to our POST; those
 * of our numbers cannot, since the call begins elsewhere.
 */
import type { ServerConfig } from './config.ts';

/**
 * Without this the carrier repeats a callback only when it could not connect. The fragment is an instruction to it: it is
 * neither sent nor signed. TwiML is not asked for again after a timeout, which could carry it out twice.
 */
const EVENT_RETRIES = '#rc=3&rp=ct,5xx,rt';
const TWIML_RETRIES = '#rc=2&rp=ct,5xx';

type Base = Pick<ServerConfig, 'publicBaseUrl'>;

function url({ publicBaseUrl }: Base, path: string, query: Record<string, string>, retries: string): string {
  return `${publicBaseUrl}/webhooks/twilio/${path}?${new URLSearchParams(query).toString()}${retries}`;
}

export const callbacks = {
  answer: (base: Base, callId: string, leadId: string) => url(base, 'answer', { leadId, callId }, TWIML_RETRIES),
  status: (base: Base, callId: string) => url(base, 'status', { callId }, EVENT_RETRIES),
  legStatus: (base: Base, callId: string, legId: string) => url(base, 'status', { callId, legId }, EVENT_RETRIES),
  amd: (base: Base, callId: string) => url(base, 'amd', { callId }, EVENT_RETRIES),
  agentAnswer: (base: Base, callId: string, legId: string) =>
    url(base, 'agent-answer', { conferenceName: conferenceName(callId), callId, legId }, TWIML_RETRIES),
  conference: (base: Base, callId: string) => url(base, 'conference-status', { callId }, EVENT_RETRIES),
  recording: (base: Base, callId: string) => url(base, 'recording', { callId }, EVENT_RETRIES),
  abandon: (base: Base, callId: string) => url(base, 'abandon', { callId }, TWIML_RETRIES),
  voicemail: (base: Base, callId: string) => url(base, 'voicemail', { callId }, TWIML_RETRIES),
  optOut: (base: Base, callId: string) => url(base, 'opt-out', { callId }, TWIML_RETRIES),
  dialResult: (base: Base, callId: string, attempt: number) =>
    url(base, 'dial-result', { callId, attempt: String(attempt) }, TWIML_RETRIES),
  line: (base: Base, lineId: string) => url(base, 'agent-line', { lineId }, TWIML_RETRIES),
  lineStatus: (base: Base, lineId: string) => url(base, 'line-status', { lineId }, EVENT_RETRIES),
  numberVoice: ({ publicBaseUrl }: Base) => `${publicBaseUrl}/webhooks/voice${TWIML_RETRIES}`,
  poolVoice: ({ publicBaseUrl }: Base, poolId: string) =>
    `${publicBaseUrl}/webhooks/pool/${poolId}/voice${TWIML_RETRIES}`,
  numberStatus: ({ publicBaseUrl }: Base) => `${publicBaseUrl}/webhooks/status${EVENT_RETRIES}`,
  fallback: ({ publicBaseUrl }: Base) => `${publicBaseUrl}/webhooks/twilio/fallback`,
  lineConference: (base: Base, lineId: string) => url(base, 'line-conference', { lineId }, EVENT_RETRIES),
};

export function lineName(lineId: string): string {
  return `agent_${lineId}`;
}

export function conferenceName(callId: string): string {
  return `call_${callId}`;
}
