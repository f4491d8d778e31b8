/**
 * Dynamic number insertion (DNI): a page requests the phone number to show to the page's visitor. A call to the number
 * can then be attributed to the visit. Visitors have no account. The reply contains only the visitor's own number and
 * data about that number.
 */
import { randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { formatForVisitors } from '../../rules/tracking/number-format.ts';
import { isRobot } from '../../rules/tracking/robots.ts';
import type { CampaignTerms } from '../../rules/tracking/campaign-terms.ts';
import { hostIn, isSubdomainOf, trafficSource, visitedPage } from '../../rules/tracking/traffic-source.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import {
  type ActiveTag,
  activeTagByCode,
  continueVisit,
  insertVisit,
  lockVisitor,
  setNumberShown,
  topVisits,
  type VisitFields,
  type VisitGroup,
  type VisitRow,
  type VisitTotals,
  visitTotals,
} from '../../../sql/tracking/visits.ts';
import { leastShownNumber, type SharedNumber } from '../../../sql/tracking/leases.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { leaseNumber } from './leases.ts';

/** The data that a page sends about the page's visitor. */
export type PageVisit = {
  tagCode: string;
  sessionId?: string | undefined;
  domain?: string | undefined;
  referrer?: string | undefined;
  page?: string | undefined;
  userAgent?: string | undefined;
  /** The terms of the ad campaign that led to the page, see {@link campaignTerms}. */
  terms: CampaignTerms;
  /** Further values about the visitor, see {@link visitorTags}. */
  tags: Record<string, string>;
  /** The `Origin` header. The browser sets the header, so a page cannot forge the header. */
  origin: string | undefined;
  /** The `User-Agent` header. */
  headerUserAgent: string | undefined;
  /** The `Referer` header. */
  refererHeader: string | undefined;
};

export type DisplayedNumber = {
  phoneNumber: string;
  formattedNumber: string;
  campaignId: number;
  campaignName: string;
  trackingId: string;
  sessionId: string;
  isOverflow: boolean;
};

const SESSION_BYTES = 12;
const TRACKING_BYTES = 6;

/** Maximum of characters of a stored text. Longer text is cut, so that a visitor with a long URL gets a number too. */
const STORED_CHARACTERS_MAX = 1_000;
const TERM_CHARACTERS_MAX = 200;

/**
 * Returns the phone number for a visitor, and extends the visitor's lease of the number. A page sends the request
 * repeatedly, as a heartbeat.
 *
 * @throws DomainError `not_found` if no active tag has the code; `forbidden` if the tag does not allow the page's
 *   domain; `conflict` if the campaign has no number
 */
export async function trackVisit(ctx: Context, page: PageVisit): Promise<DisplayedNumber> {
  const tag = await activeTagByCode(ctx.sql, page.tagCode);
  if (!tag)
    throw new DomainError(
      'not_found',
      'No active tag has this tagCode, or its campaign has ended. Check the tagCode in the page.',
    );
  assertDomainAllowed(tag, page.origin);
  const sessionId = page.sessionId ?? `session_${randomBytes(SESSION_BYTES).toString('hex')}`;
  const visit = { ...visitFields(ctx, page), trackingId: createTrackingId(ctx, tag), sessionId };
  const chosen = await transaction(ctx, (tx) => assignNumber(tx, tag, visit, ctx.config.leasesPerAddressMax));
  const { campaignId, campaignName } = tag;
  const { number, trackingId, isOverflow } = chosen;
  const { phoneNumber } = assertNumber(number);
  const formattedNumber = formatForVisitors(phoneNumber);
  return { phoneNumber, formattedNumber, campaignId, campaignName, trackingId, sessionId, isOverflow };
}

async function assignNumber(tx: Tx, tag: ActiveTag, fields: VisitFields, leasesPerAddressMax: number) {
  const { sql } = tx;
  await lockVisitor(sql, tag.id, fields.sessionId);
  const visit = (await continueVisit(sql, tag, fields)) ?? (await insertVisit(sql, tag, fields));
  const own = ownNumberOf(tag);
  if (visit.isRobot)
    return { number: await numberForRobots(sql, tag), trackingId: visit.trackingId, isOverflow: false };
  const lease = await leaseForVisit(tx, tag, visit, leasesPerAddressMax);
  const number = assertNumber(lease ? { id: lease.phoneNumberId, phoneNumber: lease.phoneNumber } : own);
  if (visit.phoneNumberId !== number.id) await setNumberShown(sql, tag.tenantId, visit.id, number.id);
  return { number, trackingId: visit.trackingId, isOverflow: lease?.isOverflow ?? false };
}

/**
 * Leases a phone number of the campaign's pool to the visitor. Returns undefined if the campaign has no pool, because
 * all visitors then see the campaign's own number.
 */
async function leaseForVisit(tx: Tx, tag: ActiveTag, visit: VisitRow, leasesPerAddressMax: number) {
  if (tag.poolId === null) return undefined;
  const visitor = { sessionId: visit.sessionId, visitId: visit.id, clientAddress: visit.ipAddress };
  const terms = { ...tag, poolId: tag.poolId, tagId: tag.id, ...visitor };
  return leaseNumber(tx, terms, ownNumberOf(tag), leasesPerAddressMax);
}

/** Returns the phone number for robots. Robots never call, so they lease no number. */
async function numberForRobots(sql: Sql, tag: ActiveTag): Promise<SharedNumber | undefined> {
  const own = ownNumberOf(tag);
  return own || tag.poolId === null ? own : leastShownNumber(sql, tag.tenantId, tag.poolId);
}

const ownNumberOf = ({ ownNumber, ownNumberId }: ActiveTag): SharedNumber | undefined =>
  ownNumber === null ? undefined : { id: ownNumberId, phoneNumber: ownNumber };

function assertNumber(number: SharedNumber | undefined): SharedNumber {
  if (!number)
    throw new DomainError(
      'conflict',
      'The campaign has no number to show. Assign a number or a pool with numbers to it.',
    );
  return number;
}

/**
 * Asserts that the tag allows the page's domain, so that pages of other sites cannot use the tag. A browser sends the
 * true origin, but a client that is not a browser can send any origin.
 */
function assertDomainAllowed({ allowedDomains }: ActiveTag, origin: string | undefined): void {
  const host = hostIn(origin);
  if (allowedDomains.length === 0 || (host && allowedDomains.some((domain) => isSubdomainOf(host, domain)))) return;
  throw new DomainError(
    'forbidden',
    `This tag does not allow the domain ${host ?? '(none)'}. Add the domain to its allowedDomains.`,
  );
}

/** Creates a tracking id from the tag's id, the current second and 48 random bits. */
const createTrackingId = ({ clock }: Context, { id }: ActiveTag) =>
  `dni_${id}_${Math.floor(clock.nowMs() / 1000)}_${randomBytes(TRACKING_BYTES).toString('hex')}`;

const truncate = (text: string | undefined, length: number) => text?.trim().slice(0, length).toWellFormed() || null;

function visitFields({ clientAddress }: Context, page: PageVisit): Omit<VisitFields, 'sessionId' | 'trackingId'> {
  const { terms } = page;
  return {
    source: truncate(trafficSource({ ...page, utmSource: terms.utmSource }), TERM_CHARACTERS_MAX) ?? 'direct',
    // One medium has one spelling, as one source has.
    medium: truncate(terms.utmMedium?.toLowerCase(), TERM_CHARACTERS_MAX),
    campaign: truncate(terms.utmCampaign, TERM_CHARACTERS_MAX),
    content: truncate(terms.utmContent, TERM_CHARACTERS_MAX),
    term: truncate(terms.utmTerm, TERM_CHARACTERS_MAX),
    gclid: truncate(terms.gclid, TERM_CHARACTERS_MAX),
    fbclid: truncate(terms.fbclid, TERM_CHARACTERS_MAX),
    msclkid: truncate(terms.msclkid, TERM_CHARACTERS_MAX),
    tags: page.tags,
    domain: truncate(page.domain, TERM_CHARACTERS_MAX),
    page: truncate(visitedPage(page, page.refererHeader), STORED_CHARACTERS_MAX),
    referrer: truncate(page.referrer, STORED_CHARACTERS_MAX),
    userAgent: truncate(page.userAgent ?? page.headerUserAgent, STORED_CHARACTERS_MAX),
    isRobot: isRobot(page),
    ipAddress: clientAddress ?? 'none',
  };
}

const TOP_MAX = 10;

export type VisitAnalysis = VisitTotals & { sources: VisitGroup[]; pages: VisitGroup[] };

export async function analyseVisits(
  ctx: Context,
  actor: Actor,
  { campaign, days }: { campaign: Key | undefined; days: number },
): Promise<VisitAnalysis> {
  const scope = authorize(actor, 'tracking.read');
  const { sql } = ctx;
  const campaignId = campaign && requireFound(await campaignByKey(sql, scope, campaign), 'Campaign').id;
  const filter = { campaignId, days };
  return {
    ...(await visitTotals(sql, scope.tenantId, filter)),
    sources: await topVisits(sql, scope.tenantId, { ...filter, by: 'source', limit: TOP_MAX }),
    pages: await topVisits(sql, scope.tenantId, { ...filter, by: 'page', limit: TOP_MAX }),
  };
}
