/** The terms with which ads mark the links to a page: UTM parameters and click ids. */

const TERMS = ['utmSource', 'utmMedium', 'utmCampaign', 'utmContent', 'utmTerm', 'gclid', 'fbclid', 'msclkid'] as const;
export type CampaignTerms = Partial<Record<(typeof TERMS)[number], string>>;

/** Names are compared without case and underscores: `UTM_Source`, `utm_source` and `utmSource` are one name. */
const nameOf = (text: string) => text.replaceAll('_', '').toLowerCase();

/** Pages write the parameters of a link in many ways, so a longer query is not read further. */
const PARAMETERS_MAX = 200;

/**
 * Returns the terms of a visit: the members that the page sent, otherwise the query of the page's URL.
 *
 * @param members the members of the request, also with unknown names
 * @param urls the URL of the page, and other URLs of the same page, with or without a host
 */
export function campaignTerms(members: Record<string, unknown>, urls: readonly (string | undefined)[]): CampaignTerms {
  const queries = urls.flatMap((url) => [...(URL.parse(url ?? '', 'http://page.invalid/')?.searchParams ?? [])]);
  const sent = [...Object.entries(members), ...queries.slice(0, PARAMETERS_MAX)];
  const terms: CampaignTerms = {};
  for (const [name, value] of sent) {
    const term = TERMS.find((each) => nameOf(each) === nameOf(name));
    if (term && !terms[term] && (typeof value === 'string' || typeof value === 'number') && String(value).trim())
      terms[term] = String(value).trim();
  }
  return terms;
}

const TAGS_MAX = 20;
const TAG_CHARACTERS_MAX = 200;

/**
 * Returns the tags of a visitor, such as a ZIP code or a sub-id. A member that is no text and no number, or whose name
 * cannot be a placeholder, is left out, so that the visitor still gets a number.
 *
 * @param toSafeText removes what Postgres cannot store
 */
export function visitorTags(members: unknown, toSafeText: (text: string) => string): Record<string, string> {
  if (typeof members !== 'object' || members === null || Array.isArray(members)) return {};
  const tags = Object.entries(members).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    const isText = typeof value === 'string' || typeof value === 'number';
    return isText && /^[\w-]{1,64}$/.test(name) ? [[name, toSafeText(String(value).slice(0, TAG_CHARACTERS_MAX))]] : [];
  });
  return Object.fromEntries(tags.slice(0, TAGS_MAX));
}
