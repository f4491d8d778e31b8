/** The phone numbers of the carrier account, and phone numbers that the carrier offers for sale. */
import type twilio from 'twilio';
import type { CapabilityFlags } from '../rules/numbers/capabilities.ts';
import type { NumberType } from '../rules/numbers/number-type.ts';
import { definedOnly } from '../rules/values/defined.ts';
import type { Scrub } from '../logging/scrub.ts';
import {
  carrierErrorOf,
  classifyFailure,
  type RequestFailure,
  undefinedIfNotFound,
  withCarrierErrors,
} from './twilio-errors.ts';

/**
 * Maximum of phone numbers that are listed. One carrier account serves all tenants, and phone numbers beyond the
 * maximum are not listed.
 */
const LIST_MAX = 10_000;
const LIST_PAGE = 1_000;

export type NumberQuery = {
  isoCountry: string;
  type: NumberType;
  areaCode?: string | undefined;
  contains?: string | undefined;
  limit: number;
};

export type OfferedNumber = {
  phoneNumber: string;
  friendlyName: string;
  locality: string | null;
  region: string | null;
  isoCountry: string;
  capabilities: CapabilityFlags;
};

export type CarrierNumber = {
  sid: string;
  phoneNumber: string;
  friendlyName: string;
  voiceUrl: string | null;
  voiceMethod: string;
  voiceFallbackUrl: string | null;
  voiceFallbackMethod: string;
  statusCallback: string | null;
  statusCallbackMethod: string;
  /** An application or a trunk at the carrier. If a number has one, the carrier ignores the URLs of the number. */
  voiceApplicationSid: string | null;
  trunkSid: string | null;
  capabilities: CapabilityFlags;
  /** The time when the carrier account got the phone number, in whole seconds. */
  dateCreated: Date;
};

/** Settings of a phone number at the carrier. An absent setting stays unchanged. */
export type NumberSettings = {
  friendlyName?: string | undefined;
  voiceUrl?: string | undefined;
  voiceMethod?: 'GET' | 'POST' | undefined;
  voiceFallbackUrl?: string | undefined;
  voiceFallbackMethod?: 'POST' | undefined;
  statusCallback?: string | undefined;
  statusCallbackMethod?: 'POST' | undefined;
  /** An empty text removes the application or the trunk from the number. */
  voiceApplicationSid?: string | undefined;
  trunkSid?: string | undefined;
};

/**
 * The outcome of a request to buy a phone number. If the outcome is `unknown`, the number may have been bought. The
 * request must then not be repeated, because the carrier has no idempotency key for purchases.
 */
export type PurchaseOutcome = { outcome: 'bought'; number: CarrierNumber } | RequestFailure;

export type CarrierAccount = {
  accountSid: string;
  friendlyName: string;
  status: string;
  type: string;
  dateCreated: Date;
  dateUpdated: Date;
};

export function carrierNumbers(client: twilio.Twilio, accountSid: string, scrub: Scrub) {
  return withCarrierErrors(numberOperations(client, accountSid, scrub), scrub);
}

function numberOperations(client: twilio.Twilio, accountSid: string, scrub: Scrub) {
  return {
    /**
     * Returns phone numbers that the carrier offers for sale.
     *
     * @throws CarrierError if the carrier refuses the request, for example because numbers of the country or type are
     *   not for sale
     */
    async search({ isoCountry, type, areaCode, contains, limit }: NumberQuery): Promise<OfferedNumber[]> {
      const country = client.availablePhoneNumbers(isoCountry);
      const query = {
        limit,
        voiceEnabled: true,
        ...(areaCode === undefined ? {} : { areaCode: Number(areaCode) }),
        ...(contains === undefined ? {} : { contains }),
      };
      const lists = {
        local: () => country.local.list(query),
        toll_free: () => country.tollFree.list(query),
        mobile: () => country.mobile.list(query),
      };
      return (await lists[type]()).map((offer) => ({
        phoneNumber: offer.phoneNumber,
        friendlyName: offer.friendlyName,
        locality: offer.locality || null,
        region: offer.region || null,
        isoCountry: offer.isoCountry,
        capabilities: toCapabilityFlags(offer.capabilities),
      }));
    },

    async buy(phoneNumber: string, settings: NumberSettings): Promise<PurchaseOutcome> {
      try {
        // Remove undefined settings, because the SDK would send an undefined setting as an empty string.
        const number = await client.incomingPhoneNumbers.create({ phoneNumber, ...definedOnly(settings) });
        return { outcome: 'bought', number: toCarrierNumber(number) };
      } catch (error) {
        return classifyFailure(carrierErrorOf('buy', error, scrub));
      }
    },

    /**
     * Returns the phone number of the carrier account with exactly the given digits. A new phone number appears in the
     * carrier's list some seconds late.
     */
    async find(phoneNumber: string): Promise<CarrierNumber | undefined> {
      const numbers = await client.incomingPhoneNumbers.list({ phoneNumber, limit: 20 });
      const exact = numbers.find((number) => number.phoneNumber === phoneNumber);
      return exact && toCarrierNumber(exact);
    },

    /** Whether the owner of the account has proved that the number is theirs, so that the account may call from it. */
    async isVerifiedCallerId(phoneNumber: string): Promise<boolean> {
      return (await client.outgoingCallerIds.list({ phoneNumber, limit: 1 })).length > 0;
    },

    async fetch(sid: string): Promise<CarrierNumber | undefined> {
      const number = await client.incomingPhoneNumbers(sid).fetch().catch(undefinedIfNotFound);
      return number && toCarrierNumber(number);
    },

    async list(): Promise<CarrierNumber[]> {
      const all = await client.incomingPhoneNumbers.list({ limit: LIST_MAX, pageSize: LIST_PAGE });
      return all.map(toCarrierNumber);
    },

    /** Changes the settings of a phone number. Returns undefined if the carrier account does not have the number. */
    async update(sid: string, settings: NumberSettings): Promise<CarrierNumber | undefined> {
      const number = await client.incomingPhoneNumbers(sid).update(definedOnly(settings)).catch(undefinedIfNotFound);
      return number && toCarrierNumber(number);
    },

    /**
     * Releases a phone number at the carrier for good. Also succeeds if the carrier account does not have the number.
     */
    async release(sid: string): Promise<void> {
      await client.incomingPhoneNumbers(sid).remove().catch(undefinedIfNotFound);
    },

    async account(): Promise<CarrierAccount> {
      const account = await client.api.v2010.accounts(accountSid).fetch();
      const { sid, friendlyName, status, type, dateCreated, dateUpdated } = account;
      return { accountSid: sid, friendlyName, status, type, dateCreated, dateUpdated };
    },
  };
}

/** The type of a phone number in Twilio's SDK. */
type SdkNumber = Awaited<ReturnType<twilio.Twilio['incomingPhoneNumbers']['create']>>;

function toCarrierNumber(number: SdkNumber): CarrierNumber {
  return {
    sid: number.sid,
    phoneNumber: number.phoneNumber,
    friendlyName: number.friendlyName,
    voiceUrl: number.voiceUrl || null,
    voiceMethod: number.voiceMethod,
    voiceFallbackUrl: number.voiceFallbackUrl || null,
    voiceFallbackMethod: number.voiceFallbackMethod,
    statusCallback: number.statusCallback || null,
    statusCallbackMethod: number.statusCallbackMethod,
    voiceApplicationSid: number.voiceApplicationSid || null,
    trunkSid: number.trunkSid || null,
    capabilities: toCapabilityFlags(number.capabilities),
    dateCreated: number.dateCreated,
  };
}

/**
 * Converts the capabilities of a phone number. Twilio writes SMS and MMS in capital letters for offered numbers, and in
 * small letters for owned numbers.
 */
function toCapabilityFlags(flags: object): CapabilityFlags {
  const has = new Set(Object.entries(flags).flatMap(([name, value]) => (value === true ? name.toLowerCase() : [])));
  return { voice: has.has('voice'), sms: has.has('sms'), mms: has.has('mms'), fax: has.has('fax') };
}
