/** The account's phone numbers, and those it could buy. */
import type twilio from 'twilio';
import { definedOnly } from '../rules/values/defined.ts';
import { undefinedIfNotFound, classifyFailure, type Failure } from './twilio-errors.ts';

/** One account serves all tenants; beyond this many numbers its list is cut. */
const LIST_MAX = 10_000;
const LIST_PAGE = 1_000;

export type NumberType = 'local' | 'toll_free' | 'mobile';

export type NumberQuery = {
  isoCountry: string;
  type: NumberType;
  areaCode?: string | undefined;
  contains?: string | undefined;
  limit: number;
};

export type Capabilities = { voice: boolean; sms: boolean; mms: boolean; fax: boolean };

export type OfferedNumber = {
  phoneNumber: string;
  friendlyName: string;
  locality: string | null;
  region: string | null;
  isoCountry: string;
  capabilities: Capabilities;
};

export type CarrierNumber = {
  sid: string;
  phoneNumber: string;
  friendlyName: string;
  voiceUrl: string | null;
  statusCallback: string | null;
  capabilities: Capabilities;
  /** When the account got it, to the second. */
  dateCreated: Date;
};

/** What the carrier is told about a number; what is absent stays. */
export type NumberSettings = {
  friendlyName?: string | undefined;
  voiceUrl?: string | undefined;
  voiceMethod?: 'GET' | 'POST' | undefined;
  voiceFallbackUrl?: string | undefined;
  statusCallback?: string | undefined;
};

/** Like placing a call, buying has no idempotency key: `unknown` may have been bought. */
export type Purchase = { outcome: 'bought'; number: CarrierNumber } | Failure;

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
    /** @throws RestException, also for a country or kind that is not on sale. */
    async search({ isoCountry, type, areaCode, contains, limit }: NumberQuery): Promise<OfferedNumber[]> {
      const country = client.availablePhoneNumbers(isoCountry);
      const wanted = {
        limit,
        voiceEnabled: true,
        ...(areaCode === undefined ? {} : { areaCode: Number(areaCode) }),
        ...(contains === undefined ? {} : { contains }),
      };
      const lists = {
        local: () => country.local.list(wanted),
        toll_free: () => country.tollFree.list(wanted),
        mobile: () => country.mobile.list(wanted),
      };
      return (await lists[type]()).map((offer) => ({
        phoneNumber: offer.phoneNumber,
        friendlyName: offer.friendlyName,
        locality: offer.locality || null,
        region: offer.region || null,
        isoCountry: offer.isoCountry,
        capabilities: capabilitiesOf(offer.capabilities),
      }));
    },

    async buy(phoneNumber: string, settings: NumberSettings): Promise<Purchase> {
      try {
        // The SDK sends a member that is undefined as an empty one.
        const bought = await client.incomingPhoneNumbers.create({ phoneNumber, ...definedOnly(settings) });
        return { outcome: 'bought', number: numberOf(bought) };
      } catch (error) {
        return classifyFailure(error);
      }
    },

    /** The account's number with exactly these digits. The list lags a little behind reality. */
    async find(phoneNumber: string): Promise<CarrierNumber | undefined> {
      const found = await client.incomingPhoneNumbers.list({ phoneNumber, limit: 20 });
      const exact = found.find((number) => number.phoneNumber === phoneNumber);
      return exact && numberOf(exact);
    },

    async fetch(sid: string): Promise<CarrierNumber | undefined> {
      const number = await client.incomingPhoneNumbers(sid).fetch().catch(undefinedIfNotFound);
      return number && numberOf(number);
    },

    async list(): Promise<CarrierNumber[]> {
      const all = await client.incomingPhoneNumbers.list({ limit: LIST_MAX, pageSize: LIST_PAGE });
      return all.map(numberOf);
    },

    /** Undefined when the account does not have it (any more). */
    async update(sid: string, settings: NumberSettings): Promise<CarrierNumber | undefined> {
      const number = await client.incomingPhoneNumbers(sid).update(definedOnly(settings)).catch(undefinedIfNotFound);
      return number && numberOf(number);
    },

    /** The account gives it back, for good. One that it does not have is success. */
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

type Instance = Awaited<ReturnType<twilio.Twilio['incomingPhoneNumbers']['create']>>;

function numberOf(number: Instance): CarrierNumber {
  return {
    sid: number.sid,
    phoneNumber: number.phoneNumber,
    friendlyName: number.friendlyName,
    voiceUrl: number.voiceUrl || null,
    statusCallback: number.statusCallback || null,
    capabilities: capabilitiesOf(number.capabilities),
    dateCreated: number.dateCreated,
  };
}

/** Offers write SMS and MMS in capitals, numbers in small letters. */
function capabilitiesOf(told: object): Capabilities {
  const has = new Set(Object.entries(told).flatMap(([name, value]) => (value === true ? name.toLowerCase() : [])));
  return { voice: has.has('voice'), sms: has.has('sms'), mms: has.has('mms'), fax: has.has('fax') };
}
