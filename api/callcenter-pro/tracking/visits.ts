/**
 * Dynamic number insertion: a web page asks which phone number the page should show to the visitor. The route is
 * public, uses no cookies and accepts requests from every origin that the tag allows.
 */
import { z } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { trackVisit } from '../../../shared/domain/tracking/visits.ts';
import { campaignTerms, type CampaignTerms, visitorTags } from '../../../shared/rules/tracking/campaign-terms.ts';
import { limitMembers } from '../../http/body-limit.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { handleError } from '../../http/errors.ts';
import { lineText, toSafeText } from '../../http/safe-text.ts';
import { errorResponses, id, page, Pagination, paginationOf, readNumberedPage } from '../conventions.ts';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { countVisits, listVisits } from '../../../sql/tracking/visits.ts';
import { presentVisit, TrackingSessionResponse } from './visits.shape.ts';
import { integer } from '../../http/response-fields.ts';
import { type ApiApp, createRoute, createRoutes } from '../../http/routes.ts';

/**
 * Declares a text that a web page sends. The text is never rejected, so that the visitor still gets a number. A value
 * that is not text becomes empty, and a long text is cut.
 */
const lenientText = (lengthMax: number) =>
  z
    .union([z.string(), z.number()])
    .nullish()
    .catch(null)
    .transform((text) => toSafeText(String(text ?? '').slice(0, lengthMax)) || undefined)
    .openapi({ type: ['string', 'null'] });

/** Header values are raw bytes, so what is not text is removed, as in the body. */
const headerText = (value: string | undefined) => toSafeText(value?.slice(0, PAGE_TEXT_LENGTH_MAX) ?? '') || undefined;

const SESSION_LENGTH_MAX = 200;
const PAGE_TEXT_LENGTH_MAX = 8_000;
const pageText = lenientText(PAGE_TEXT_LENGTH_MAX);

const TrackVisitBody = z
  .object({
    tagCode: lineText(64).min(1, 'must not be empty').openapi({ example: 'landing_page_2025' }),
    sessionId: lenientText(SESSION_LENGTH_MAX).openapi({
      description: 'An id of the visitor that the page chose; without one, the reply carries a new id',
    }),
    domain: pageText,
    page: pageText.openapi({
      description:
        'Path or URL of the visited page. Without it, the page is the `referrer` of the same site, or the page of the ' +
        '`Referer` header, or the `referrer` of another site.',
    }),
    referrer: pageText,
    userAgent: pageText,
    utmSource: pageText,
    utmMedium: pageText,
    utmCampaign: pageText,
    utmContent: pageText,
    utmTerm: pageText,
    gclid: pageText.openapi({ description: 'The click id of Google Ads, as in the URL of the page' }),
    fbclid: pageText.openapi({ description: 'The click id of Meta' }),
    msclkid: pageText.openapi({ description: 'The click id of Microsoft Advertising' }),
    tags: z
      .unknown()
      .optional()
      .openapi({
        type: 'object',
        description: 'Up to 20 further values about the visitor, which bidders may get as {tags.NAME}',
        example: { zip: '94103', subId: 'a7' },
      }),
  })
  // Names such as `utm_source` and `UTM_SOURCE` are accepted, too.
  .loose()
  .openapi('TrackVisitBody');

const TrackVisitResponse = z
  .object({
    success: z.literal(true),
    phoneNumber: z.string(),
    formattedNumber: z.string(),
    campaignId: integer,
    campaignName: z.string(),
    trackingId: z.string(),
    sessionId: z.string(),
    overflow: z.literal(true).optional().openapi({
      description:
        'No number was free. Other visitors see this number too, so its calls cannot be attributed to one visitor.',
    }),
  })
  .openapi('TrackVisitResponse');

export const trackVisitRoute = createRoute({
  method: 'post',
  path: '/dni/track',
  tags: ['DNI'],
  operationId: 'trackVisit',
  summary: 'Get the number for a visitor',
  description:
    'The same session gets the same number. Each request extends the lease of the number: send one about every minute while the page is open. ' +
    'If the tag has allowedDomains, the `Origin` header must match one of them. Robots get the campaign’s own number, and ' +
    'their session is listed with `isRobot`.',
  security: [],
  // Pages of customers may add parameters of their own.
  request: { query: z.looseObject({}), body: jsonBody(TrackVisitBody) },
  responses: { 200: jsonResponse('The number', TrackVisitResponse), ...errorResponses },
});

/**
 * Seconds for which browsers may cache the response to a preflight request. Chromium keeps the response at most two
 * hours.
 */
const PREFLIGHT_SECONDS = 7_200;

/**
 * CORS headers for both paths of this route. This middleware runs before rate limits and error handling, so that pages
 * can also read error responses.
 */
export const allowPageOrigins = cors({
  origin: (origin) => origin || null,
  credentials: true,
  allowMethods: ['POST'],
  allowHeaders: ['Content-Type'],
  exposeHeaders: ['Retry-After'],
  maxAge: PREFLIGHT_SECONDS,
});

/**
 * Creates the app with the route for visits. `app.ts` mounts this app outside both APIs, because a visitor is not a
 * user and cookies are ignored.
 */
export function createVisitTracking(): ApiApp {
  const app = createRoutes();
  app.use('/dni/track', limitMembers);
  app.openapi(trackVisitRoute, async (c) => {
    const input = c.req.valid('json');
    const { tagCode, sessionId, domain, page: visitedPage, referrer, userAgent } = input;
    const terms = campaignTerms(input, [visitedPage]);
    const visit = {
      tagCode,
      sessionId,
      domain,
      page: visitedPage,
      referrer,
      userAgent,
      tags: visitorTags(input.tags, toSafeText),
      terms: Object.fromEntries(Object.entries(terms).map(([name, text]) => [name, toSafeText(text)])) as CampaignTerms,
      origin: c.req.header('origin'),
      headerUserAgent: headerText(c.req.header('user-agent')),
      refererHeader: headerText(c.req.header('referer')),
    };
    const { isOverflow, ...number } = await trackVisit(c.get('ctx'), visit);
    c.header('Cache-Control', 'no-store');
    return c.json({ success: true as const, ...number, ...(isOverflow && { overflow: true as const }) }, 200);
  });
  app.onError((thrown, c) => handleError(c, thrown, c.get('ctx').log, 422));
  return app;
}

const ListTrackingSessionsQuery = z.object({ tagId: id.optional(), ...page });
const ListTrackingSessionsResponse = z
  .object({ sessions: z.array(TrackingSessionResponse), pagination: Pagination })
  .openapi('ListTrackingSessionsResponse');

export const trackingSessionRoutes = createRoutes();

trackingSessionRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/tracking-sessions',
    tags: ['Tracking'],
    operationId: 'listTrackingSessions',
    summary: 'List tracking sessions',
    description: 'A tracking session is the visit of one visitor to the pages of a tag.',
    request: { query: ListTrackingSessionsQuery },
    responses: {
      200: jsonResponse('Visits, newest first', ListTrackingSessionsResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'tracking.read');
    const { tagId: tag, ...query } = c.req.valid('query');
    const listed = await readNumberedPage(c, query, {
      list: (page) => listVisits(sql, tenantId, { tag, ...page }),
      count: () => countVisits(sql, tenantId, { tag }),
    });
    return c.json({ sessions: listed.rows.map(presentVisit), pagination: paginationOf(listed, query.after) }, 200);
  },
);
