/** The phone numbers of the carrier account, and numbers that are for sale. */
import type twilio from 'twilio';
import type { CapabilityFlags } from '../rules/numbers/capabilities.ts';
import type { NumberType } from '../rules/numbers/number-type.ts';
import { definedOnly } from '../rules/values/defined.ts';
import { undefinedIfNotFound, classifyFailure, type RequestFailure } from './twilio-errors.ts';

/** One account serves all tenants. Numbers beyond this limit are not listed. */
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
  statusCallback: string | null;
  capabilities: CapabilityFlags;
  /** When the account got the number, in whole seconds. */
  dateCreated: Date;
};

/** Settings of a number at the carrier. An absent setting stays as it is. */
export type NumberSettings = {
  friendlyName?: string | undefined;
  voiceUrl?: string | undefined;
  voiceMethod?: 'GET' | 'POST' | undefined;
  voiceFallbackUrl?: string | undefined;
  statusCallback?: string | undefined;
};

/** The carrier has no idempotency key for purchases, so after `unknown` the number may have been bought. */
export type PurchaseOutcome = { outcome: 'bought'; number: CarrierNumber } | RequestFailure;

export type CarrierAccount = {
  accountSid: string;
  friendlyName: string;
  status: string;
  type: string;
  dateCreated: Date;
  dateUpdated: Date;
};

export function carrierNumbers(client: twilio.Twilio, accountSid: string) {
  return {
    /** @throws RestException, also for a country or type that is not for sale */
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
        // The SDK would send an undefined property as an empty string.
        const number = await client.incomingPhoneNumbers.create({ phoneNumber, ...definedOnly(settings) });
        return { outcome: 'bought', number: toCarrierNumber(number) };
      } catch (error) {
        return classifyFailure(error);
      }
    },

    /** The account's number with exactly these digits. The carrier's list is behind by some seconds. */
    async find(phoneNumber: string): Promise<CarrierNumber | undefined> {
      const numbers = await client.incomingPhoneNumbers.list({ phoneNumber, limit: 20 });
      const exact = numbers.find((number) => number.phoneNumber === phoneNumber);
      return exact && toCarrierNumber(exact);
    },

    async fetch(sid: string): Promise<CarrierNumber | undefined> {
      const number = await client.incomingPhoneNumbers(sid).fetch().catch(undefinedIfNotFound);
      return number && toCarrierNumber(number);
    },

    async list(): Promise<CarrierNumber[]> {
      const all = await client.incomingPhoneNumbers.list({ limit: LIST_MAX, pageSize: LIST_PAGE });
      return all.map(toCarrierNumber);
    },

    /** Undefined when the account does not have the number. */
    async update(sid: string, settings: NumberSettings): Promise<CarrierNumber | undefined> {
      const number = await client.incomingPhoneNumbers(sid).update(definedOnly(settings)).catch(undefinedIfNotFound);
      return number && toCarrierNumber(number);
    },

    /** Returns the number to the carrier for good. Success too when the account does not have it. */
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

/** A number as the SDK returns it. */
type SdkNumber = Awaited<ReturnType<twilio.Twilio['incomingPhoneNumbers']['create']>>;

function toCarrierNumber(number: SdkNumber): CarrierNumber {
  return {
    sid: number.sid,
    phoneNumber: number.phoneNumber,
    friendlyName: number.friendlyName,
    voiceUrl: number.voiceUrl || null,
    statusCallback: number.statusCallback || null,
    capabilities: toCapabilityFlags(number.capabilities),
    dateCreated: number.dateCreated,
  };
}

/** Offered numbers write SMS and MMS in capitals, owned numbers in small letters. */
function toCapabilityFlags(flags: object): CapabilityFlags {
  const has = new Set(Object.entries(flags).flatMap(([name, value]) => (value === true ? name.toLowerCase() : [])));
  return { voice: has.has('voice'), sms: has.has('sms'), mms: has.has('mms'), fax: has.has('fax') };
}
