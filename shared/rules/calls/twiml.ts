/**
 * TwiML is the XML by which we tell the carrier what to do with a call. The carrier's own library builds the XML, so
 * every text is escaped. Text that a person entered is never put into a URL.
 */
import twilio from 'twilio';
import type { Seller } from '../../../sql/accounts/tenants.ts';
import { hasSipScheme } from '../values/sip-address.ts';

const { VoiceResponse } = twilio.twiml;

/** The waiting person hears no hold music, because the wait is short, and music after "hello" sounds like a robot. */
const SILENCE = '';

export type ConferenceSettings = {
  name: string;
  statusCallback: string;
  /** URL at which the carrier reports the recording; undefined if the call is not recorded. */
  recordingCallback?: string | undefined;
};

export function hangUpTwiml(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}

/** Plays the voicemail message. Send these instructions only after the greeting of the answering machine has ended. */
export function voicemailTwiml(messageUrl: string): string {
  const response = new VoiceResponse();
  response.play(messageUrl);
  response.hangup();
  return response.toString();
}

/**
 * The called person waits in the conference until the agent joins. If the person or the agent leaves, the conference
 * ends.
 */
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

/**
 * The phone of a parked agent stays in a conference. A tone announces each caller who joins the conference. With the key
 * `*` the agent leaves the conference, which ends the call with the person there. The carrier then requests `returnUrl`,
 * and the agent enters a new conference.
 */
export function parkAgentTwiml(
  { name, statusCallback, returnUrl }: ConferenceSettings & { returnUrl: string },
  greeting?: string,
): string {
  const response = new VoiceResponse();
  if (greeting) response.say(greeting);
  response.dial({ hangupOnStar: true, action: returnUrl, method: 'POST' }).conference(
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

/**
 * The called person joins the conference of a parked agent. When the person leaves, the agent stays for the next call.
 * If the agent has just left, the person hears silence and no hold music until the next agent is found.
 */
export function joinParkedAgentTwiml({ name, statusCallback }: ConferenceSettings): string {
  const response = new VoiceResponse();
  response.dial().conference(
    {
      startConferenceOnEnter: true,
      endConferenceOnExit: false,
      beep: 'onEnter',
      waitUrl: SILENCE,
      statusCallback,
      statusCallbackEvent: ['join', 'leave'],
    },
    name,
  );
  return response.toString();
}

export type ConferencePlace = {
  name: string;
  /** If the participant leaves, the conference ends for all. */
  endsConference?: boolean;
  muted?: boolean;
  /** The carrier's id of the only participant who hears this one. */
  coachedCallSid?: string | undefined;
};

/**
 * The person joins a conversation under way. A person who waits alone hears the carrier's hold music. A muted or
 * coaching participant neither starts a conference nor makes a tone.
 */
export function joinConversationTwiml({
  name,
  endsConference = false,
  muted,
  coachedCallSid,
}: ConferencePlace): string {
  const isSilent = muted === true || coachedCallSid !== undefined;
  const response = new VoiceResponse();
  response.dial().conference(
    {
      startConferenceOnEnter: !isSilent,
      endConferenceOnExit: endsConference,
      beep: isSilent ? 'false' : 'onEnter',
      ...(muted && { muted }),
      ...(coachedCallSid !== undefined && { coach: coachedCallSid }),
    },
    name,
  );
  return response.toString();
}

/** A parked agent joins the conversation of another agent. Afterwards the carrier requests `returnUrl`. */
export function consultAgentTwiml(name: string, returnUrl: string): string {
  const response = new VoiceResponse();
  response
    .dial({ hangupOnStar: true, action: returnUrl, method: 'POST' })
    .conference({ startConferenceOnEnter: true, endConferenceOnExit: false, beep: 'onEnter', waitUrl: SILENCE }, name);
  return response.toString();
}

/** Plays the tones of keys, such as those that a phone menu asks for. */
export function digitsTwiml(digits: string): string {
  const response = new VoiceResponse();
  if (digits !== '') response.play({ digits });
  return response.toString();
}

/** Plays a message to a person whose agent gave the call to a person who cannot be reached. */
export function transferFailedTwiml(): string {
  const response = new VoiceResponse();
  response.say('We are sorry, the person you were to speak with cannot be reached now. Goodbye.');
  response.hangup();
  return response.toString();
}

/** Asks an agent who picked up the phone to press a key. A mailbox presses no key, so the call ends. */
export function acceptCallTwiml(acceptedUrl: string): string {
  const response = new VoiceResponse();
  response
    .gather({ numDigits: 1, timeout: 5, finishOnKey: '', action: acceptedUrl, method: 'POST' })
    .say('Press any key to take calls.');
  response.hangup();
  return response.toString();
}

/** The agent hears the whisper (a short announcement) and then joins the conference, which starts the conversation. */
export function joinAgentTwiml(
  whisper: string,
  { name, statusCallback, recordingCallback }: ConferenceSettings,
): string {
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
 * Plays the abandonment message to a person who got no agent within two seconds, or who calls back the number that
 * called. 47 CFR 64.1200(a)(7)(i)(A) limits the message: it discloses that the call was for "telemarketing purposes",
 * and states the name and a phone number of the business. (B) asks for a key to opt out, with short instructions, and
 * that the key ends the call at once. 16 CFR 310.4(b)(4)(iii) asks for the name and the number, too.
 *
 * @param optOutUrl undefined if the caller hides the number, so that the key could not work
 */
export function abandonmentTwiml(seller: Seller, optOutUrl: string | undefined): string {
  const digits = seller.phone.replace(/\D/g, '').split('').join(' ');
  const identification =
    `We called you for telemarketing purposes, on behalf of ${seller.name}. ` +
    `The telephone number of ${seller.name} is ${digits}.`;
  const response = new VoiceResponse();
  if (optOutUrl === undefined) response.say(identification);
  else
    response
      .gather({ numDigits: 1, timeout: 5, action: optOutUrl, method: 'POST' })
      .say(`${identification} To opt out of further calls, press 9 now.`);
  response.hangup();
  return response.toString();
}

export type Forward = {
  /** A phone number, or a SIP address that begins with `sip:`. */
  destination: string;
  callerId: string;
  timeoutSeconds: number;
  /** URL at which the carrier asks for the next TwiML after the destination hung up or did not answer. */
  action: string;
  /**
   * URL at which the carrier asks for what the destination hears alone, before the conversation; undefined if the
   * destination is not screened.
   */
  screening?: string | undefined;
  /** URL at which the carrier reports the recording; undefined if the call is not recorded. */
  recordingCallback?: string | undefined;
};

/** Forwards the caller to the destination. The caller hears ringing and pays nothing until the destination answers. */
export function forwardTwiml({ destination, screening, recordingCallback, ...dialing }: Forward): string {
  const { callerId, timeoutSeconds, action } = dialing;
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
  const attributes = screening === undefined ? {} : { url: screening, method: 'POST' };
  if (hasSipScheme(destination)) dial.sip(attributes, destination);
  else dial.number(attributes, destination);
  return response.toString();
}

/** Says a text to the destination alone. Then the carrier connects the destination with the caller. */
export function whisperTwiml(text: string): string {
  const response = new VoiceResponse();
  response.say(text);
  return response.toString();
}

/**
 * Asks the destination to press 1 for the caller. A mailbox presses no key, so the leg ends and the caller, who hears
 * ringing, gets the next destination.
 */
export function askToAcceptTwiml(text: string | null, acceptedUrl: string): string {
  const response = new VoiceResponse();
  response
    .gather({ numDigits: 1, timeout: 5, finishOnKey: '', action: acceptedUrl, method: 'POST' })
    .say([text, 'Press 1 to accept the call.'].filter(Boolean).join('. '));
  response.hangup();
  return response.toString();
}

/** Ends the screening: the carrier connects the destination with the caller. */
export function connectTwiml(): string {
  return new VoiceResponse().toString();
}

/** Plays a message to a caller whose call no buyer or bidder takes. */
export function unavailableTwiml(): string {
  const response = new VoiceResponse();
  response.say('Thank you for calling. We are sorry that nobody can take your call right now. Please try again later.');
  response.hangup();
  return response.toString();
}

/** Plays an apology after an error on our side. Without the apology the person would hear the carrier's error tone. */
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
