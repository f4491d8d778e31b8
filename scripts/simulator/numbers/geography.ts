/** The places of some area codes, for the parameters of webhooks and for searches of phone numbers. */

type Place = { city: string; state: string; zip: string; country: string; latitude: string; longitude: string };

const PLACES_BY_AREA_CODE: Record<
  string,
  readonly [city: string, state: string, zip: string, latitude: string, longitude: string]
> = {
  '202': ['WASHINGTON', 'DC', '20001', '38.907200', '-77.036900'],
  '206': ['SEATTLE', 'WA', '98101', '47.606200', '-122.332100'],
  '212': ['NEW YORK', 'NY', '10001', '40.712800', '-74.006000'],
  '213': ['LOS ANGELES', 'CA', '90012', '34.052200', '-118.243700'],
  '305': ['MIAMI', 'FL', '33101', '25.761700', '-80.191800'],
  '312': ['CHICAGO', 'IL', '60601', '41.878100', '-87.629800'],
  '404': ['ATLANTA', 'GA', '30303', '33.749000', '-84.388000'],
  '415': ['SAN FRANCISCO', 'CA', '94103', '37.774900', '-122.419400'],
  '512': ['AUSTIN', 'TX', '78701', '30.267200', '-97.743100'],
  '602': ['PHOENIX', 'AZ', '85003', '33.448400', '-112.074000'],
  '617': ['BOSTON', 'MA', '02108', '42.360100', '-71.058900'],
  '646': ['NEW YORK', 'NY', '10001', '40.712800', '-74.006000'],
  '702': ['LAS VEGAS', 'NV', '89101', '36.169900', '-115.139800'],
  '808': ['HONOLULU', 'HI', '96813', '21.306900', '-157.858300'],
};

export const AREA_CODES = Object.keys(PLACES_BY_AREA_CODE);

/** Returns the place of a phone number. Unknown values are empty strings, as in Twilio's requests. */
export function placeOf(number: string): Place {
  const area = PLACES_BY_AREA_CODE[/^\+1(\d{3})\d{7}$/.exec(number)?.[1] ?? ''];
  const [city = '', state = '', zip = '', latitude = '', longitude = ''] = area ?? [];
  return { city, state, zip, latitude, longitude, country: countryOf(number) };
}

function countryOf(number: string): string {
  if (number.startsWith('+1')) return 'US';
  return number.startsWith('+44') ? 'GB' : '';
}
