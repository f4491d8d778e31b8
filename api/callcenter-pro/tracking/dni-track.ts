/** What visitors' browsers ask, on the pages of others: public, without cookies, from any origin that the tag allows. */
import { createRoute, z } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { trackVisit } from '../../../shared/domain/tracking/visits.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { handleError } from '../../http/errors.ts';
import { safeText, toSafeText } from '../../http/safe-text.ts';
import { errorResponses } from '../conventions.ts';
import { integer } from '../../http/response-fields.ts';
import { createRoutes, type ApiApp } from '../../http/routes.ts';

/** What a page says of its visitor, be it nothing, too much or no text at all, is no reason to refuse them a number. */
const told = (lengthMax: number) =>
  z
    .union([z.string(), z.number()])
    .nullish()
    .catch(null)
    .transform((said) => toSafeText(String(said ?? '').slice(0, lengthMax)) || undefined)
    .openapi({ type: ['string', 'null'] });

const SESSION_LENGTH_MAX = 200;
/** Far more than is kept of it. */
const about = told(8_000);

const asked = z.object({
  tagCode: safeText(64).min(1, 'must not be empty').openapi({ example: 'landing_page_2025' }),
  sessionId: told(SESSION_LENGTH_MAX).openapi({
    description: 'The visitor’s, made up by the page; one is made up when it is left out',
  }),
  domain: about,
  page: about.openapi({ description: 'The path or URL they landed on' }),
  referrer: about,
  userAgent: about,
  utmSource: about,
  utmMedium: about,
  utmCampaign: about,
  utmContent: about,
  utmTerm: about,
});

const shown = z
  .object({
    success: z.literal(true),
    phoneNumber: z.string(),
    formattedNumber: z.string(),
    campaignId: integer,
    campaignName: z.string(),
    trackingId: z.string(),
    sessionId: z.string(),
    overflow: z
      .literal(true)
      .optional()
      .openapi({ description: 'No number was free: others see this one too, and calls to it tell nothing' }),
  })
  .openapi('ShownNumber');

export const trackRoute = createRoute({
  method: 'post',
  path: '/dni/track',
  tags: ['DNI'],
  summary: 'Ask which number a visitor is to be shown',
  description:
    'The same session gets the same number, and asking again keeps it for them: ask about every minute while they are there. ' +
    'Browsers’ `Origin` must be one of the tag’s allowedDomains, if it has any. Robots get the campaign’s own number.',
  security: [],
  request: { body: jsonBody(asked) },
  responses: { 200: jsonResponse('The number', shown), ...errorResponses },
});

/** A browser may keep a permission for longer than this, and asks again much sooner. */
const PREFLIGHT_SECONDS = 7_200;

/** For both of the paths; ahead of limits and errors, so that pages can read those too. */
export const openToPages = cors({
  origin: (origin) => origin || null,
  credentials: true,
  allowMethods: ['POST'],
  allowHeaders: ['Content-Type'],
  exposeHeaders: ['Retry-After'],
  maxAge: PREFLIGHT_SECONDS,
});

/** Outside the dialects: a visitor is no user, and whatever cookie comes along means nothing here. */
export function createTracking(): ApiApp {
  const app = createRoutes();
  app.openapi(trackRoute, async (c) => {
    const input = c.req.valid('json');
    const userAgent = input.userAgent ?? c.req.header('user-agent');
    const visit = { ...input, userAgent, origin: c.req.header('origin') };
    const { isOverflow, ...number } = await trackVisit(c.get('ctx'), visit);
    c.header('Cache-Control', 'no-store');
    return c.json({ success: true as const, ...number, ...(isOverflow && { overflow: true as const }) }, 200);
  });
  app.onError((thrown, c) => handleError(c, thrown, c.get('ctx').log, 422));
  return app;
}
