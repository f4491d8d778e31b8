/**
 * North American area codes that are in service, but that libphonenumber does not know yet. All of them are overlays: a
 * new area code for the region of an older area code. So a number with the new area code has the country, the state and
 * the time zones of the older area code.
 *
 * When libphonenumber learns an area code, its row has no effect and can be deleted.
 */

/** The older area code of the same region, and who announced the new area code. */
type Overlay = { overlays: string; source: string };

const LINCMAD = 'https://www.lincmad.com/areacode.html';

export const NEW_AREA_CODES: Readonly<Record<string, Overlay>> = {
  '357': { overlays: '559', source: `California, Fresno; ${LINCMAD}` },
  '436': { overlays: '440', source: 'Ohio, around Cleveland; NANPA planning letter 610' },
  '457': { overlays: '318', source: `Louisiana, Shreveport; ${LINCMAD}` },
  '465': { overlays: '718', source: `New York City; ${LINCMAD}` },
  '471': { overlays: '662', source: `Mississippi, Tupelo; ${LINCMAD}` },
  '483': { overlays: '334', source: `Alabama, Montgomery; ${LINCMAD}` },
  '565': { overlays: '912', source: `Georgia, Savannah; ${LINCMAD}` },
  '621': { overlays: '713', source: `Texas, Houston, since 2025-01-23; ${LINCMAD}` },
  '624': { overlays: '716', source: 'New York, Buffalo; https://github.com/dongri/phonenumber/pull/41' },
  '679': {
    overlays: '313',
    source:
      'Michigan, Detroit, since 2025-11-07; ' +
      'https://www.verizon.com/support/residential/homephone/area-international-info/area-code-lookup',
  },
  '729': { overlays: '423', source: `Tennessee, Chattanooga; ${LINCMAD}` },
  '837': { overlays: '530', source: `California, Redding; ${LINCMAD}` },
  '861': {
    overlays: '309',
    source: 'Illinois, Peoria, since 2023-02-24; https://github.com/catamphetamine/libphonenumber-js/issues/445',
  },
  '924': { overlays: '507', source: `Minnesota, Rochester; ${LINCMAD}` },
};

/**
 * Matches area codes that may be assigned some day. Never assigned are N11 (services), N9X, 37X and 96X (kept for longer
 * numbers) and 555 (used in films). Source: NANPA, "Area code inventory".
 */
const ASSIGNABLE = /^(?!.11|.9|37|96|555)[2-9]\d{2}$/;

/** Whether an area code may be in service soon, although no country has it yet. */
export function isAssignableAreaCode(areaCode: string): boolean {
  return ASSIGNABLE.test(areaCode);
}

const NANP_AREA = /^\+1(\d{3})/;

/** Returns the number with the older area code of the same region, if its area code is new. */
export function withKnownAreaCode(e164: string): string {
  const overlay = NEW_AREA_CODES[NANP_AREA.exec(e164)?.[1] ?? ''];
  return overlay ? `+1${overlay.overlays}${e164.slice('+1415'.length)}` : e164;
}
