/** Reads the form of a new call. Rejects what Twilio rejects, with the same error codes. */
import { isQueueFull } from '../calls/dial-queue.ts';
import type { OutboundCallRequest } from '../calls/outbound.ts';
import type { Carrier } from '../carrier/state.ts';
import { isE164 } from '../twilio-format.ts';
import type { TwimlSource } from '../twiml/source.ts';
import { assertConcurrency, assertCreateRate, assertNumbersAllowed, assertPublic } from './account-rules.ts';
import { RestError } from './errors.ts';
import { booleanOf, callbackOf, clampedNumberOf, methodOf, urlOf } from './form.ts';

/** Magic numbers of Twilio's test credentials that cannot be called, with the error that each number causes. */
const TO_ERRORS: Record<string, [code: number, message: string]> = {
  '+15005550001': [21217, 'Phone number does not appear to be valid'],
  '+15005550002': [21214, "'To' phone number cannot be reached"],
  '+15005550003': [21215, 'Account not authorized to call'],
  '+15005550004': [21216, 'Account not allowed to call'],
};

/**
 * Returns the error for a caller ID. Of the magic numbers of Twilio's test credentials, only +15005550006 may be the
 * caller ID. `account-rules.ts` checks all other numbers.
 */
function fromError(from: string): [code: number, message: string] | undefined {
  if (!/^\+1500555\d{4}$/.test(from) || from === '+15005550006') return undefined;
  return from === '+15005550001' ? [21212, "Invalid 'From' Phone Number"] : [21210, "'From' phone number not verified"];
}

/** The addresses in the form of a new call, each with Twilio's error for an unusable address. */
const URL_ERRORS = { Url: 21205, FallbackUrl: 21205, StatusCallback: 21609, AsyncAmdStatusCallback: 21609 };

const TIMEOUT_SECONDS_DEFAULT = 60;
const TIMEOUT_SECONDS_MAX = 600;
const TWIML_CHARS_MAX = 4_000;
/** Twilio's ranges and defaults of answering-machine detection. */
const DETECTION_SECONDS = { min: 3, max: 59, default: 30 };
const SPEECH_THRESHOLD_MS = { min: 1_000, max: 6_000, default: 2_400 };
const SPEECH_END_THRESHOLD_MS = { min: 500, max: 5_000, default: 1_200 };
const SILENCE_TIMEOUT_MS = { min: 2_000, max: 10_000, default: 5_000 };

/**
 * Reads the form of a new call.
 *
 * @throws RestError if Twilio would reject the form.
 */
export function readCreateCallForm(carrier: Carrier, form: URLSearchParams): OutboundCallRequest {
  assertCreateRate(carrier);
  const { from, to } = fromAndToOf(form);
  assertNumbersAllowed(carrier, { from, to });
  if (isQueueFull(carrier)) throw new RestError(400, 22005, 'Call queue is full');
  assertConcurrency(carrier);
  for (const [name, code] of Object.entries(URL_ERRORS)) assertPublic(carrier, name, urlOf(form, name, code), code);
  const fallbackUrl = urlOf(form, 'FallbackUrl', 21205);
  return {
    from,
    to,
    callback: callbackOf(form, 'StatusCallback', []),
    fallback: fallbackUrl ? { url: fallbackUrl, method: methodOf(form, 'FallbackMethod') } : null,
    timeoutSeconds: clampedNumberOf(form, 'Timeout', 1, TIMEOUT_SECONDS_MAX, TIMEOUT_SECONDS_DEFAULT),
    timeLimitSeconds: timeLimitOf(carrier, form),
    record: recordOf(form),
    detection: detectionOf(form),
    onAnswer: instructionsOf(form),
  };
}

/** @throws RestError if the account allows no call that is so long. */
export function timeLimitOf({ account }: Carrier, form: URLSearchParams): number {
  const { callSecondsMax } = account;
  const seconds = clampedNumberOf(form, 'TimeLimit', 1, Infinity, callSecondsMax);
  if (seconds <= callSecondsMax) return seconds;
  throw new RestError(400, 13216, `Dial: Invalid timeLimit value ${seconds}: the account allows ${callSecondsMax}`);
}

/**
 * Reads the caller ID and the called number.
 *
 * @throws RestError if a number is missing, or if Twilio would not connect the number.
 */
export function fromAndToOf(form: URLSearchParams): { from: string; to: string } {
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  if (to === '') throw new RestError(400, 21201, "No 'To' number is specified");
  if (from === '') throw new RestError(400, 21213, "No 'From' number is specified");
  if (!isAddress(to))
    throw new RestError(400, 21211, `The phone number you are attempting to call, ${to}, is not valid.`);
  if (!isAddress(from)) throw new RestError(400, 21212, `The source phone number provided, ${from}, is not valid.`);
  const error = TO_ERRORS[to] ?? fromError(from);
  if (error) throw new RestError(400, ...error);
  return { from, to };
}

/**
 * Reads where the TwiML of the call comes from.
 *
 * @throws RestError if neither `Url` nor `Twiml` is usable.
 */
export function instructionsOf(form: URLSearchParams): TwimlSource {
  const url = urlOf(form, 'Url', 21205);
  if (url) return { url, method: methodOf(form, 'Method'), event: 'url' };
  const twiml = form.get('Twiml');
  if (twiml && twiml.length > TWIML_CHARS_MAX)
    throw new RestError(400, 21626, `Twiml is longer than ${TWIML_CHARS_MAX}`);
  if (twiml) return { twiml };
  if (form.get('ApplicationSid')) throw new RestError(400, 21218, 'Invalid ApplicationSid');
  throw new RestError(400, 21205, 'Url parameter is required.');
}

function recordOf(form: URLSearchParams): OutboundCallRequest['record'] {
  if (!booleanOf(form, 'Record')) return null;
  const channels = form.get('RecordingChannels') === 'dual' ? 2 : 1;
  return { channels, callback: callbackOf(form, 'RecordingStatusCallback', ['completed']) };
}

export function detectionOf(form: URLSearchParams): OutboundCallRequest['detection'] {
  const machineDetection = form.get('MachineDetection');
  // If the form contains SendDigits, Twilio ignores MachineDetection.
  if (!machineDetection || machineDetection === 'none' || form.get('SendDigits')) return null;
  const mode = machineDetection === 'DetectMessageEnd' ? 'DetectMessageEnd' : 'Enable';
  const rangeOf = (name: string, range: typeof DETECTION_SECONDS) => {
    const value = clampedNumberOf(form, name, -Infinity, Infinity, range.default);
    if (value >= range.min && value <= range.max) return value;
    throw new RestError(400, 20001, `Invalid ${name}: ${value}, must be from ${range.min} to ${range.max}`);
  };
  const timeoutSeconds = rangeOf('MachineDetectionTimeout', DETECTION_SECONDS);
  const speechMs = rangeOf('MachineDetectionSpeechThreshold', SPEECH_THRESHOLD_MS);
  const speechEndMs = rangeOf('MachineDetectionSpeechEndThreshold', SPEECH_END_THRESHOLD_MS);
  const silenceTimeoutMs = rangeOf('MachineDetectionSilenceTimeout', SILENCE_TIMEOUT_MS);
  const isAsync = booleanOf(form, 'AsyncAmd') ?? false;
  return {
    mode,
    timeoutSeconds,
    speechMs,
    speechEndMs,
    silenceTimeoutMs,
    isAsync,
    callback: callbackOf(form, 'AsyncAmdStatusCallback', []),
  };
}

function isAddress(number: string): boolean {
  return isE164(number) || /^(?:sip|client):\S+$/.test(number);
}
