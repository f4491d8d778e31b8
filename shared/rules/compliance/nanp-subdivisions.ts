/**
 * US states and Canadian provinces by name and by postal abbreviation. The names are spelt as in the geocoding data of
 * libphonenumber, with the mistakes of the data ("Washington State", "British Colombia").
 */
const UNITED_STATES = `Alabama AL|Alaska AK|Arizona AZ|Arkansas AR|California CA|Colorado CO|Connecticut CT|Delaware DE|
Washington D.C. DC|Florida FL|Georgia GA|Hawaii HI|Idaho ID|Illinois IL|Indiana IN|Iowa IA|Kansas KS|Kentucky KY|
Louisiana LA|Maine ME|Maryland MD|Massachusetts MA|Michigan MI|Minnesota MN|Mississippi MS|Missouri MO|Montana MT|
Nebraska NE|Nevada NV|New Hampshire NH|New Jersey NJ|New Mexico NM|New York NY|North Carolina NC|North Dakota ND|
Ohio OH|Oklahoma OK|Oregon OR|Pennsylvania PA|Rhode Island RI|South Carolina SC|South Dakota SD|Tennessee TN|Texas TX|
Utah UT|Vermont VT|Virginia VA|Washington State WA|West Virginia WV|Wisconsin WI|Wyoming WY`;

const CANADA = `Alberta AB|British Columbia BC|British Colombia BC|Manitoba MB|New Brunswick NB|
Newfoundland and Labrador NL|Northwest Territories NT|Nova Scotia NS|Nunavut NU|Ontario ON|Prince Edward Island PE|
Quebec QC|Saskatchewan SK|Yukon YT`;

const parseList = (country: string, list: string): [string, string][] =>
  list.split('|').flatMap((item): [string, string][] => {
    const text = item.trim();
    const abbreviation = text.slice(-2);
    const code = `${country}-${abbreviation}`;
    return [
      [text.slice(0, -3), code],
      [abbreviation, code],
    ];
  });

/** Maps a name or abbreviation of a US state or Canadian province to its ISO 3166-2 code (`US-FL`). */
export const NANP_SUBDIVISIONS: ReadonlyMap<string, string> = new Map([
  ...parseList('US', UNITED_STATES),
  ...parseList('CA', CANADA),
]);
