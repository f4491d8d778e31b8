import type { HttpMethod } from '../webhooks/callback.ts';

/** A phone number of the account (Twilio: IncomingPhoneNumber). An empty URL means that no URL is configured. */
export type OwnedNumber = {
  sid: string;
  phoneNumber: string;
  friendlyName: string;
  voiceUrl: string;
  voiceMethod: HttpMethod;
  voiceFallbackUrl: string;
  voiceFallbackMethod: HttpMethod;
  statusCallback: string;
  statusCallbackMethod: HttpMethod;
  /** A TwiML application or a SIP trunk. If the number has one, the URLs of the number are ignored. */
  voiceApplicationSid?: string;
  trunkSid?: string;
  createdAtMs: number;
  updatedAtMs: number;
};
