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
  createdAtMs: number;
  updatedAtMs: number;
};
