/**
 * Dynamic number insertion: pages ask which number to show their visitor, so that a call to it tells whose it is. Public:
 * visitors have no account, and are told nothing but their own number.
 */
import { randomBytes } from 'node:crypto';
import { isbot } from 'isbot';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { formatForVisitors } from '../../rules/tracking/number-format.ts';
import { hostIn, isWithin, pathOf, sourceOfVisit } from '../../rules/tracking/traffic-source.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import type { Key } from '../../../sql/db.ts';
import {
  continueVisit,
  insertVisit,
  lockVisitor,
  noteNumberShown,
  showingTag,
  type ShowingTag,
  topVisits,
  type VisitGroup,
  type VisitTotals,
  visitTotals,
} from '../../../sql/tracking/visits.ts';
import type { VisitFields, VisitRow } from '../../../sql/tracking/tags.ts';
import { leastShownNumber, type SharedNumber } from '../../../sql/tracking/leases.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { holdNumber } from './leases.ts';

/** What a page tells of its visitor. */
export type Visit = {
  tagCode: string;
  sessionId?: string | undefined;
  domain?: string | undefined;
  referrer?: string | undefined;
  page?: string | undefined;
  userAgent?: string | undefined;
  utmSource?: string | undefined;
  utmMedium?: string | undefined;
  utmCampaign?: string | undefined;
  utmContent?: string | undefined;
  utmTerm?: string | undefined;
  /** Of the page, as the browser says; not to be forged by a page. */
  origin: string | undefined;
};

export type Shown = {
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

/** Longer ones are cut: a visitor with a long address must not go without a number. */
const STORED_CHARACTERS_MAX = 1_000;
const TERM_CHARACTERS_MAX = 200;

/**
 * The number for a visitor. Asked again it is the same one and is kept for longer, so this is the heartbeat too.
 *
 * @throws DomainError `not_found` for no active tag, `forbidden` for a page of another domain, `conflict` where the campaign
 *   has no number.
 */
export async function trackVisit(ctx: Context, told: Visit): Promise<Shown> {
  const tag = await showingTag(ctx.sql, told.tagCode);
  if (!tag)
    throw new DomainError('not_found', 'No active tag has this tagCode, or its campaign is over. Check the page.');
  insistOnDomain(tag, told.origin);
  const sessionId = told.sessionId ?? `session_${randomBytes(SESSION_BYTES).toString('hex')}`;
  const visit = { ...fieldsOf(ctx, told), trackingId: trackingIdOf(ctx, tag), sessionId };
  // Crawlers never call: a number of their own would be one visitor's less.
  const chosen = isbot(told.userAgent)
    ? { ...visit, number: await numberForCrawlers(ctx, tag), isOverflow: false }
    : await transaction(ctx, (tx) => showToVisitor(tx, tag, visit));
  const { campaignId, campaignName } = tag;
  const { number, trackingId, isOverflow } = chosen;
  const { phoneNumber } = insistOnNumber(number);
  const formattedNumber = formatForVisitors(phoneNumber);
  return { phoneNumber, formattedNumber, campaignId, campaignName, trackingId, sessionId, isOverflow };
}

async function showToVisitor(tx: Tx, tag: ShowingTag, fields: VisitFields) {
  const { sql } = tx;
  await lockVisitor(sql, tag.id, fields.sessionId);
  const visit = (await continueVisit(sql, tag, fields.sessionId)) ?? (await insertVisit(sql, tag, fields));
  const own = ownNumberOf(tag);
  const lease = await leaseFor(tx, tag, visit, own);
  const number = insistOnNumber(lease ? { id: lease.phoneNumberId, phoneNumber: lease.phoneNumber } : own);
  if (visit.phoneNumberId !== number.id) await noteNumberShown(sql, tag.tenantId, visit.id, number.id);
  return { number, trackingId: visit.trackingId, isOverflow: lease?.isOverflow ?? false };
}

/** Undefined where everybody is shown the campaign's own number. */
async function leaseFor(tx: Tx, tag: ShowingTag, visit: VisitRow, own: SharedNumber | undefined) {
  if (tag.poolId === null) return undefined;
  const visitor = { sessionId: visit.sessionId, visitId: visit.id, clientAddress: visit.ipAddress };
  return holdNumber(tx, { ...tag, poolId: tag.poolId, tagId: tag.id, ...visitor }, own);
}

/** What everybody may see: nothing is kept for those who never call. */
async function numberForCrawlers(ctx: Context, tag: ShowingTag): Promise<SharedNumber | undefined> {
  const own = ownNumberOf(tag);
  return own || tag.poolId === null ? own : leastShownNumber(ctx.sql, tag.tenantId, tag.poolId);
}

const ownNumberOf = ({ ownNumber, ownNumberId }: ShowingTag): SharedNumber | undefined =>
  ownNumber === null ? undefined : { id: ownNumberId, phoneNumber: ownNumber };

function insistOnNumber(number: SharedNumber | undefined): SharedNumber {
  if (!number)
    throw new DomainError('conflict', 'The campaign has no number to show. Give it one, or a pool with numbers.');
  return number;
}

/** Programs can claim any origin; browsers tell the true one, which keeps a tag from being used on other sites’ pages. */
function insistOnDomain({ allowedDomains }: ShowingTag, origin: string | undefined): void {
  const host = hostIn(origin);
  if (allowedDomains.length === 0 || (host && allowedDomains.some((domain) => isWithin(host, domain)))) return;
  throw new DomainError(
    'forbidden',
    `This tag is for pages of other domains than ${host ?? 'none'}. Add the domain to its allowedDomains.`,
  );
}

/** The number of the tag, the second, and something that nobody can guess. */
const trackingIdOf = ({ clock }: Context, { id }: ShowingTag) =>
  `dni_${id}_${Math.floor(clock.nowMs() / 1000)}_${randomBytes(TRACKING_BYTES).toString('hex')}`;

const cut = (text: string | undefined, length: number) => text?.trim().slice(0, length).toWellFormed() || null;

function fieldsOf({ clientAddress }: Context, told: Visit): Omit<VisitFields, 'sessionId' | 'trackingId'> {
  return {
    source: cut(sourceOfVisit(told), TERM_CHARACTERS_MAX) ?? 'direct',
    medium: cut(told.utmMedium, TERM_CHARACTERS_MAX),
    campaign: cut(told.utmCampaign, TERM_CHARACTERS_MAX),
    content: cut(told.utmContent, TERM_CHARACTERS_MAX),
    term: cut(told.utmTerm, TERM_CHARACTERS_MAX),
    domain: cut(told.domain, TERM_CHARACTERS_MAX),
    page: cut(pathOf(told.page), STORED_CHARACTERS_MAX),
    referrer: cut(told.referrer, STORED_CHARACTERS_MAX),
    userAgent: cut(told.userAgent, STORED_CHARACTERS_MAX),
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
