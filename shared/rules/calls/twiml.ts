/**
 * What the carrier is told to do, as TwiML. Built with the carrier's own library, so every text is escaped; values that
 * came from a person never travel in a URL.
 */
import twilio from 'twilio';

const { VoiceResponse } = twilio.twiml;

/** Silence instead of hold music: the wait is short, and music after "hello" sounds like a robot. */
const SILENCE = '';

export type ConferenceSettings = {
  name: string;
  statusCallback: string;
  /** Present when the conversation is recorded. */
  recordingCallback?: string;
};

export function hangUpTwiml(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}

/** After the beep of an answering machine. */
export function voicemailTwiml(messageUrl: string): string {
  const response = new VoiceResponse();
  response.play(messageUrl);
  response.hangup();
  return response.toString();
}

/** The called person waits here until the agent joins; when either leaves, the conversation is over. */
export function joinLeadTwiml({ name, statusCallback, recordingCallback }: ConferenceSettings): string {
  const response = new VoiceResponse();
  response.dial().conference(
    {
      startConferenceOnEnter: false,
      endConferenceOnExit: true,
      beep: 'false',
      waitUrl: SILENCE,
      statusCallback,
      statusCallbackEvent: ['start', 'end', 'join', 'leave'],
      ...recordingAttributes(recordingCallback),
    },
    name,
  );
  return response.toString();
}

/** The agent's phone stays connected here; a tone tells them that somebody has joined. */
export function parkAgentTwiml({ name, statusCallback }: ConferenceSettings): string {
  const response = new VoiceResponse();
  response.say('You are connected. Calls will join you here.');
  response.dial().conference(
    {
      startConferenceOnEnter: true,
      endConferenceOnExit: true,
      beep: 'onEnter',
      waitUrl: SILENCE,
      statusCallback,
      statusCallbackEvent: ['join', 'leave'],
    },
    name,
  );
  return response.toString();
}

/** The called person joins an agent who is connected already; when they leave, the agent stays for the next. */
export function joinParkedAgentTwiml(name: string): string {
  const response = new VoiceResponse();
  response.dial().conference({ startConferenceOnEnter: true, endConferenceOnExit: false, beep: 'onEnter' }, name);
  return response.toString();
}

/** The agent hears whom they are about to talk to, then joins; their joining starts the conversation. */
export function joinAgentTwiml(whisper: string, { name, statusCallback, recordingCallback }: ConferenceSettings): string {
  const response = new VoiceResponse();
  response.say(whisper);
  response.dial().conference(
    {
      startConferenceOnEnter: true,
      endConferenceOnExit: true,
      beep: 'false',
      waitUrl: SILENCE,
      statusCallback,
      statusCallbackEvent: ['start', 'end', 'join', 'leave'],
      ...recordingAttributes(recordingCallback),
    },
    name,
  );
  return response.toString();
}

/**
 * What a person hears when no agent is there within two seconds: who called, how to reach them, and a key-press that
 * stops all further calls (16 CFR 310.4(b)(4)(iii), 47 CFR 64.1200(a)(7)).
 */
export function abandonmentTwiml(seller: { name: string; phone: string }, optOutUrl: string): string {
  const digits = seller.phone.replace(/\D/g, '').split('').join(' ');
  const sentence =
    `This is a call from ${seller.name}. We are sorry that nobody could speak with you. ` +
    `You can reach us at ${digits}. To receive no further calls from us, press 9 now.`;
  const response = new VoiceResponse();
  response.gather({ numDigits: 1, timeout: 5, action: optOutUrl, method: 'POST' }).say(sentence);
  response.hangup();
  return response.toString();
}

export function optOutConfirmationTwiml(): string {
  const response = new VoiceResponse();
  response.say('You will receive no further calls from us. Goodbye.');
  response.hangup();
  return response.toString();
}

export type Forward = {
  /** A number, or an address that begins with `sip:`. */
  destination: string;
  callerId: string;
  timeoutSeconds: number;
  /** Asked what to do next when whoever is dialled has hung up or not answered. */
  action: string;
  /** Present when the conversation is recorded. */
  recordingCallback?: string | undefined;
};

/** The caller hears ringing, and pays nothing, until whoever is dialled answers. */
export function forwardTwiml({ destination, callerId, timeoutSeconds, action, recordingCallback }: Forward): string {
  const response = new VoiceResponse();
  const dial = response.dial({
    timeout: timeoutSeconds,
    callerId,
    action,
    method: 'POST',
    answerOnBridge: true,
    ...(recordingCallback && {
      record: 'record-from-answer-dual' as const,
      recordingStatusCallback: recordingCallback,
      recordingStatusCallbackEvent: ['completed', 'absent'] as ('completed' | 'absent')[],
    }),
  });
  if (/^sips?:/i.test(destination)) dial.sip(destination);
  else dial.number(destination);
  return response.toString();
}

/** Nobody is there to take the call. */
export function unavailableTwiml(): string {
  const response = new VoiceResponse();
  response.say('Thank you for calling. We are sorry that nobody can take your call right now. Please try again later.');
  response.hangup();
  return response.toString();
}

/** When we cannot know what to do, whoever is on the line hears a courteous word instead of an error tone. */
export function apologyTwiml(): string {
  const response = new VoiceResponse();
  response.say('We are sorry, this call cannot be completed right now. Goodbye.');
  response.hangup();
  return response.toString();
}

function recordingAttributes(callback: string | undefined) {
  if (!callback) return {};
  return {
    record: 'record-from-start' as const,
    recordingStatusCallback: callback,
    recordingStatusCallbackEvent: ['completed', 'absent'] as ('completed' | 'absent')[],
  };
}
