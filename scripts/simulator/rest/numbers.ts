/** The REST routes /IncomingPhoneNumbers and /AvailablePhoneNumbers. */
import { Hono } from 'hono';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import type { Carrier } from '../carrier/state.ts';
import { type NumberType, buyNumber, findOwnedNumber, listAvailableNumbers, placeOfOffer } from '../numbers/numbers.ts';
import type { OwnedNumber } from '../numbers/state.ts';
import { API_VERSION, formatNumber, isE164, rfc2822 } from '../twilio-format.ts';
import { RestError, notFound } from './errors.ts';
import { methodOf } from './form.ts';
import { type Env, type RestRequest, operation } from './operation.ts';
import { paginate } from './page.ts';

const NUMBER_TYPES: readonly string[] = ['Local', 'TollFree', 'Mobile'] satisfies NumberType[];
const FRIENDLY_NAME_CHARS_MAX = 64;

export function ownedNumberRoutes(carrier: Carrier): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/',
    operation(carrier, 'numbers.list', ({ url, query }) => {
      const [phoneNumber, friendlyName] = [query.get('PhoneNumber'), query.get('FriendlyName')];
      const pattern = phoneNumber && numberPattern(phoneNumber);
      const numbers = [...carrier.numbers.values()]
        .filter(
          (number) =>
            (!pattern || pattern.test(number.phoneNumber)) && (!friendlyName || number.friendlyName === friendlyName),
        )
        .toReversed();
      return {
        status: 200,
        body: paginate(url, 'incoming_phone_numbers', numbers, (item) => presentNumber(carrier, item)),
      };
    }),
  );

  routes.post(
    '/',
    operation(carrier, 'numbers.create', ({ form }) => {
      const changes = readNumberForm(form);
      const number = buyNumber(carrier, numberToBuy(carrier, form));
      Object.assign(number, changes);
      return { status: 201, body: presentNumber(carrier, number) };
    }),
  );

  routes.get(
    '/:number',
    operation(carrier, 'numbers.fetch', (request) => ({
      status: 200,
      body: presentNumber(carrier, findNumber(carrier, request)),
    })),
  );

  routes.post(
    '/:number',
    operation(carrier, 'numbers.update', (request) => {
      const number = findNumber(carrier, request);
      Object.assign(number, readNumberForm(request.form), { updatedAtMs: carrier.clock.nowMs() });
      return { status: 200, body: presentNumber(carrier, number) };
    }),
  );

  routes.delete(
    '/:number',
    operation(carrier, 'numbers.delete', (request) => {
      carrier.numbers.delete(findNumber(carrier, request).sid);
      return { status: 204 };
    }),
  );

  return routes;
}

export function availableNumberRoutes(carrier: Carrier): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(
    '/:country/:type',
    operation(carrier, 'numbers.available', ({ url, query, param }) => {
      const [country, type] = [param('country').toUpperCase(), param('type')];
      const offers = NUMBER_TYPES.includes(type)
        ? listAvailableNumbers(carrier, country, type as NumberType, query.get('AreaCode'))
        : null;
      if (!offers) throw notFound(url.pathname);
      const [digits, region, locality] = [query.get('Contains'), query.get('InRegion'), query.get('InLocality')];
      const pattern = digits && numberPattern(digits);
      const matching = offers.filter((number) => {
        const place = placeOfOffer(number);
        const isInPlace = (!region || place.state === region) && (!locality || place.city === locality.toUpperCase());
        return isInPlace && (!pattern || pattern.test(number));
      });
      const firstPage = matching.slice(0, Number(query.get('PageSize')) || 50);
      return {
        status: 200,
        body: { available_phone_numbers: firstPage.map((number) => presentOffer(number, country)), uri: url.pathname },
      };
    }),
  );
  return routes;
}

/** Returns a pattern that finds `text` anywhere in a phone number. The character `*` stands for any digit. */
function numberPattern(text: string): RegExp {
  return new RegExp(text.replaceAll(/[^\d*]/g, '').replaceAll('*', '\\d'));
}

/**
 * Returns the phone number that the form asks to buy.
 *
 * @throws RestError if the number cannot be bought, with the error codes of Twilio's test credentials.
 */
function numberToBuy(carrier: Carrier, form: URLSearchParams): string {
  const phoneNumber = form.get('PhoneNumber');
  if (phoneNumber) {
    if (phoneNumber === '+15005550001' || !isE164(phoneNumber))
      throw new RestError(400, 21421, `PhoneNumber is invalid: ${phoneNumber}`);
    if (phoneNumber === '+15005550000' || findOwnedNumber(carrier, phoneNumber))
      throw new RestError(400, 21422, `PhoneNumber is not available: ${phoneNumber}`);
    return phoneNumber;
  }
  const area = form.get('AreaCode');
  if (!area) throw new RestError(400, 21404, 'PhoneNumber or AreaCode is required');
  const [first] = listAvailableNumbers(carrier, 'US', 'Local', area) ?? [];
  if (!first) throw new RestError(400, 21452, `No phone numbers found in area code ${area}`);
  return first;
}

function findNumber(carrier: Carrier, { param, url }: RestRequest): OwnedNumber {
  const number = carrier.numbers.get(param('number'));
  if (!number) throw notFound(url.pathname);
  return number;
}

function readNumberForm(form: URLSearchParams): Partial<OwnedNumber> {
  const text = (name: string) => form.get(name) ?? undefined;
  const method = (name: string) => (form.get(name) ? methodOf(form, name) : undefined);
  const changes = {
    friendlyName: text('FriendlyName')?.slice(0, FRIENDLY_NAME_CHARS_MAX),
    voiceUrl: text('VoiceUrl'),
    voiceMethod: method('VoiceMethod'),
    voiceFallbackUrl: text('VoiceFallbackUrl'),
    voiceFallbackMethod: method('VoiceFallbackMethod'),
    statusCallback: text('StatusCallback'),
    statusCallbackMethod: method('StatusCallbackMethod'),
    voiceApplicationSid: text('VoiceApplicationSid'),
    trunkSid: text('TrunkSid'),
  };
  return definedOnly(changes);
}

function presentNumber(carrier: Carrier, number: OwnedNumber) {
  return {
    sid: number.sid,
    account_sid: carrier.accountSid,
    friendly_name: number.friendlyName,
    phone_number: number.phoneNumber,
    voice_url: number.voiceUrl || null,
    voice_method: number.voiceMethod,
    voice_fallback_url: number.voiceFallbackUrl || null,
    voice_fallback_method: number.voiceFallbackMethod,
    voice_caller_id_lookup: false,
    voice_application_sid: number.voiceApplicationSid || null,
    voice_receive_mode: 'voice',
    status_callback: number.statusCallback,
    status_callback_method: number.statusCallbackMethod,
    sms_url: '',
    sms_method: 'POST',
    sms_fallback_url: '',
    sms_fallback_method: 'POST',
    sms_application_sid: '',
    address_requirements: 'none',
    address_sid: null,
    bundle_sid: null,
    identity_sid: null,
    trunk_sid: number.trunkSid || null,
    emergency_status: 'Inactive',
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    beta: false,
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    status: 'in-use',
    type: 'local',
    origin: 'twilio',
    api_version: API_VERSION,
    date_created: rfc2822(number.createdAtMs),
    date_updated: rfc2822(number.updatedAtMs),
    uri: `/${API_VERSION}/Accounts/${carrier.accountSid}/IncomingPhoneNumbers/${number.sid}.json`,
  };
}

function presentOffer(number: string, country: string) {
  const place = placeOfOffer(number);
  return {
    friendly_name: formatNumber(number),
    phone_number: number,
    lata: null,
    rate_center: place.rateCenter || null,
    latitude: place.latitude || null,
    longitude: place.longitude || null,
    locality: place.city || null,
    region: place.state || null,
    postal_code: place.zip || null,
    iso_country: country,
    address_requirements: 'none',
    beta: false,
    capabilities: { voice: true, SMS: true, MMS: true },
  };
}
