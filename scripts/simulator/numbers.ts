/** The account's phone numbers, and those it could buy. */
import { type Carrier, forget } from './carrier.ts';
import { areaCodes, placeOf } from './geography.ts';
import { limits } from './limits.ts';
import type { Method } from './webhook-transport.ts';
import { displayNumber, sid } from './wire.ts';

export type OwnedNumber = {
  sid: string;
  phoneNumber: string;
  friendlyName: string;
  voiceUrl: string;
  voiceMethod: Method;
  voiceFallbackUrl: string;
  voiceFallbackMethod: Method;
  statusCallback: string;
  statusCallbackMethod: Method;
  createdAtMs: number;
  updatedAtMs: number;
};

export type NumberType = 'Local' | 'TollFree' | 'Mobile';

/** Of the twenty numbers on offer in each area, those nobody owns. */
const offeredPerArea = 20;
const tollFreeCodes = ['800', '833', '844', '855', '866', '877', '888'];

/** Numbers reserved for fiction, so that nobody is ever called by mistake. */
const offers: Record<string, Partial<Record<NumberType, (area: string | null) => string[]>>> = {
  US: {
    Local: (area) => northAmerican(area === null ? areaCodes : [area]),
    TollFree: (area) => northAmerican(area === null ? tollFreeCodes : [area]),
  },
  CA: { Local: (area) => northAmerican([area ?? '416']), TollFree: (area) => northAmerican([area ?? '800']) },
  GB: {
    Local: () => series('+44207946', 4),
    Mobile: () => series('+447700900', 3),
  },
};

/** An area without numbers, as with Twilio's test credentials. */
const emptyArea = '533';

/** Null for a country or kind of number that is not on sale. */
export function availableNumbers(
  carrier: Carrier,
  country: string,
  type: NumberType,
  area: string | null,
): string[] | null {
  const offer = offers[country]?.[type];
  if (!offer) return null;
  const owned = new Set([...carrier.numbers.values()].map(({ phoneNumber }) => phoneNumber));
  return area === emptyArea ? [] : offer(area).filter((number) => !owned.has(number));
}

/** An owned number with nothing configured. */
export function ownedNumber(phoneNumber: string, nowMs: number): OwnedNumber {
  return {
    sid: sid('PN'),
    phoneNumber,
    friendlyName: displayNumber(phoneNumber),
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
  const number = ownedNumber(phoneNumber, carrier.clock.nowMs());
  forget(carrier, carrier.numbers, limits.ownedNumbersMax, () => true);
  carrier.numbers.set(number.sid, number);
  return number;
}

export function findOwned(carrier: Carrier, phoneNumber: string): OwnedNumber | null {
  for (const number of carrier.numbers.values()) if (number.phoneNumber === phoneNumber) return number;
  return null;
}

export function placeOfOffer(number: string) {
  const place = placeOf(number);
  return { ...place, rateCenter: place.city.slice(0, 10) };
}

function northAmerican(codes: string[]): string[] {
  return codes.filter((code) => /^[2-9]\d\d$/.test(code)).flatMap((code) => series(`+1${code}55501`, 2));
}

function series(prefix: string, digits: number): string[] {
  return Array.from({ length: offeredPerArea }, (_, i) => prefix + String(i).padStart(digits, '0'));
}
