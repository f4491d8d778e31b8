import { getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { isTimeZone } from '../../../../shared/rules/values/local-time.ts';
import { numberGeography } from '../../../../shared/rules/compliance/number-geography.ts';
import { zonesOfCountry, placeOfNumber } from '../../../../shared/rules/compliance/number-time-zones.ts';

test.each([
  ['+14155552671', ['America/Los_Angeles'], 'US', ['US-CA']],
  ['+13055551234', ['America/New_York'], 'US', ['US-FL']],
  ['+12125551234', ['America/New_York'], 'US', ['US-NY']],
  ['+13125551234', ['America/Chicago'], 'US', ['US-IL']],
  ['+12025551234', ['America/New_York'], 'US', ['US-DC']],
  ['+12065551234', ['America/Los_Angeles'], 'US', ['US-WA']],
  ['+16025551234', ['America/Phoenix'], 'US', ['US-AZ']],
  // The geographic data describe the following area codes only by exchange (the three digits after the area code).
  ['+12035551234', ['America/New_York'], 'US', ['US-CT']],
  ['+17135551234', ['America/Chicago'], 'US', ['US-TX']],
  ['+13105551234', ['America/Los_Angeles'], 'US', ['US-CA']],
  ['+19055551234', ['America/Toronto'], 'CA', ['CA-ON']],
  // The geographic data misspell the place of the following area code.
  ['+12575551234', ['America/Vancouver'], 'CA', ['CA-BC']],
  ['+19025551234', ['America/Halifax'], 'CA', ['CA-NS', 'CA-PE']],
  ['+17875551234', ['America/Puerto_Rico'], 'PR', []],
  ['+442079460958', ['Europe/London'], 'GB', []],
  ['+4930123456', ['Europe/Berlin'], 'DE', []],
  ['+9779841234567', ['Asia/Katmandu'], 'NP', []],
  ['+5511961234567', ['America/Sao_Paulo'], 'BR', []],
])('%s is in %j', (e164, zones, country, subdivisions) => {
  expect(placeOfNumber(e164)).toEqual({ zones, region: { country, subdivisions }, nonGeographic: false });
});

test('a number of an exchange that the data do not know is in every zone of its area code', () => {
  // The data list Chattanooga (423) in the Central zone, but nearly all exchanges of Chattanooga are in the Eastern
  // zone. Pensacola (Central) and Tallahassee (Eastern) share the area code 850.
  expect(placeOfNumber('+14235550100').zones).toEqual(['America/Chicago', 'America/New_York']);
  expect(placeOfNumber('+18505550100').zones).toEqual(['America/Chicago', 'America/New_York']);
  expect(placeOfNumber('+12085550100').zones).toEqual(['America/Boise', 'America/Denver', 'America/Los_Angeles']);
});

test('zones of other countries in the data are replaced by the zones of the country', () => {
  expect(placeOfNumber('+213551234567').zones).toEqual(['Africa/Algiers']);
  expect(placeOfNumber('+50581234567').zones).toEqual(['America/Managua']);
  expect(placeOfNumber('+353851234567').zones).toEqual(['Europe/Dublin']);
});

test('zones of other countries in the row of an area code are left out', () => {
  // The data list Newfoundland (709 and 879) also in the zone of Puerto Rico.
  expect(placeOfNumber('+17095550100').zones).toEqual(['America/Halifax', 'America/St_Johns']);
  expect(placeOfNumber('+18795550100').zones).toEqual(['America/St_Johns']);
  // The data have no row for the area code 273.
  expect(placeOfNumber('+12735550100').zones).toEqual(zonesOfCountry('CA'));
});

test('a mobile number that may be anywhere in its country is in all its zones', () => {
  expect(placeOfNumber('+61412345678').zones).toEqual(zonesOfCountry('AU'));
  expect(placeOfNumber('+61412345678').zones).toContain('Australia/Perth');
  expect(placeOfNumber('+79161234567').zones).toEqual(zonesOfCountry('RU'));
});

test('a toll-free number is in all zones of its country and is non-geographic', () => {
  const place = placeOfNumber('+18005551234');
  expect(place).toEqual({
    zones: zonesOfCountry('US'),
    region: { country: 'US', subdivisions: [] },
    nonGeographic: true,
  });
  expect(place.zones).toEqual(expect.arrayContaining(['America/New_York', 'Pacific/Honolulu']));
  expect(place.zones).not.toContain('America/Toronto');
});

test('numbers without a country have no zones', () => {
  for (const e164 of ['+800123456789', '+882161234567', '+9991234567', '+1', ''])
    expect(placeOfNumber(e164)).toMatchObject({ region: undefined, nonGeographic: false });
  expect(placeOfNumber('+800123456789').zones).toEqual([]);
});

test('the example number of every country is in that country, in zones that exist', () => {
  const misplaced = getCountries().filter((country) => {
    const e164 = getExampleNumber(country, examples)?.number ?? '';
    const { zones, region } = placeOfNumber(e164);
    const ofCountry = zonesOfCountry(region?.country ?? '');
    // Mobile numbers of Åland look like mobile numbers of Finland. Ascension and a few other countries have no time
    // zones in CLDR (the Unicode locale data).
    const isHere = region?.country === parsePhoneNumberFromString(e164)?.country;
    const isInside = ofCountry.length === 0 || zones.every((zone) => ofCountry.includes(zone));
    return !(isHere && isInside && zones.length > 0 && zones.every(isTimeZone));
  });
  expect(misplaced).toEqual([]);
});

test('every American area code of the data has one state, every Canadian one at least a province', () => {
  const areas = [...numberGeography().zonesByPrefix.keys()].filter((prefix) => /^1\d{3}$/.test(prefix));
  const regions = areas.map((area) => placeOfNumber(`+${area}5552671`).region);
  const counts = (country: string) =>
    new Set(regions.filter((region) => region?.country === country).map((region) => region?.subdivisions.length));
  expect(counts('US')).toEqual(new Set([1]));
  expect(counts('CA')).toEqual(new Set([1, 2, 3]));
  expect(areas.length).toBeGreaterThan(400);
});

test('every zone of the data exists', () => {
  const zones = new Set([...numberGeography().zonesByPrefix.values()].flat());
  expect([...zones].filter((zone) => !isTimeZone(zone))).toEqual([]);
});

test('an invalid number does not change the result for others with the same prefix', () => {
  placeOfNumber('+449999999');
  expect(placeOfNumber('+14150').region).toEqual({ country: 'US', subdivisions: ['US-CA'] });
  expect(placeOfNumber('+14155552671').zones).toEqual(['America/Los_Angeles']);
});

test('finds the places of a hundred thousand leads within seconds', () => {
  placeOfNumber('+14155552671');
  const startedMs = performance.now();
  for (let lead = 0; lead < 100_000; lead += 1)
    placeOfNumber(`+1${200 + (lead % 800)}555${String(lead % 10_000).padStart(4, '0')}`);
  expect(performance.now() - startedMs).toBeLessThan(8000);
});
