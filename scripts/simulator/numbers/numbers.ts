/** The phone numbers that the account owns, and the phone numbers that the account can buy. */
import { evictOldest } from '../carrier/eviction.ts';
import type { Carrier } from '../carrier/state.ts';
import { LIMITS } from '../limits.ts';
import { createSid, formatNumber } from '../twilio-format.ts';
import { AREA_CODES, placeOf } from './geography.ts';
import type { OwnedNumber } from './state.ts';

export type NumberType = 'Local' | 'TollFree' | 'Mobile';

/** Number of phone numbers in stock per area code. A number in stock is on sale while the account does not own it. */
const OFFERS_PER_AREA = 20;
const TOLL_FREE_CODES = ['800', '833', '844', '855', '866', '877', '888'];

/** The phone numbers on sale. The numbers are reserved for fiction, so a mistake never calls a real person. */
const OFFERS: Record<string, Partial<Record<NumberType, (area: string | null) => string[]>>> = {
  US: {
    Local: (area) => northAmericanNumbers(area === null ? AREA_CODES : [area]),
    TollFree: (area) => northAmericanNumbers(area === null ? TOLL_FREE_CODES : [area]),
  },
  CA: {
    Local: (area) => northAmericanNumbers([area ?? '416']),
    TollFree: (area) => northAmericanNumbers([area ?? '800']),
  },
  GB: {
    Local: () => numberSeries('+44207946', 4),
    Mobile: () => numberSeries('+447700900', 3),
  },
};

/** An area code without numbers on sale, as with Twilio's test credentials. */
const EMPTY_AREA_CODE = '533';

/** Returns the phone numbers on sale, or null for a country or number type that is not on sale. */
export function listAvailableNumbers(
  carrier: Carrier,
  country: string,
  type: NumberType,
  area: string | null,
): string[] | null {
  const offer = OFFERS[country]?.[type];
  if (!offer) return null;
  const owned = new Set([...carrier.numbers.values()].map(({ phoneNumber }) => phoneNumber));
  return area === EMPTY_AREA_CODE ? [] : offer(area).filter((number) => !owned.has(number));
}

/** Creates a phone number of the account without any configured URL. */
export function createOwnedNumber(phoneNumber: string, nowMs: number): OwnedNumber {
  return {
    sid: createSid('PN'),
    phoneNumber,
    friendlyName: formatNumber(phoneNumber),
    voiceUrl: '',
    voiceMethod: 'POST',
    voiceFallbackUrl: '',
    voiceFallbackMethod: 'POST',
    statusCallback: '',
    statusCallbackMethod: 'POST',
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

export function buyNumber(carrier: Carrier, phoneNumber: string): OwnedNumber {
  const number = createOwnedNumber(phoneNumber, carrier.clock.nowMs());
  evictOldest(carrier, carrier.numbers, LIMITS.ownedNumbersMax, () => true);
  carrier.numbers.set(number.sid, number);
  return number;
}

export function findOwnedNumber(carrier: Carrier, phoneNumber: string): OwnedNumber | null {
  for (const number of carrier.numbers.values()) if (number.phoneNumber === phoneNumber) return number;
  return null;
}

export function placeOfOffer(number: string) {
  const place = placeOf(number);
  return { ...place, rateCenter: place.city.slice(0, 10) };
}

function northAmericanNumbers(codes: string[]): string[] {
  return codes.filter((code) => /^[2-9]\d\d$/.test(code)).flatMap((code) => numberSeries(`+1${code}55501`, 2));
}

function numberSeries(prefix: string, digits: number): string[] {
  return Array.from({ length: OFFERS_PER_AREA }, (_, i) => prefix + String(i).padStart(digits, '0'));
}
