/** A rule for every path that the app serves. `route-rules.ts` has the rules of the routes in the OpenAPI documents. */

/**
 * Who may use a path outside the OpenAPI documents. `documents` means that the rules of the documents apply. The carrier
 * signs its requests. `login` means any user of any tenant.
 */
export type Surface = 'public' | 'operator' | 'carrier signature' | 'login' | 'documents';

/** The rule of each path that the app serves. A pattern with `*` at its end stands for all paths with this beginning. */
const SURFACES: readonly (readonly [pattern: string, surface: Surface])[] = [
  ['/healthz', 'public'],
  ['/readyz', 'public'],
  ['/metrics', 'operator'],
  ['/admin/queues', 'operator'],
  ['/admin/queues/*', 'operator'],
  ['/', 'public'],
  ['/favicon.ico', 'public'],
  ['/console', 'public'],
  ['/console/*', 'public'],
  ['/docs', 'public'],
  ['/docs/start.js', 'public'],
  ['/docs/swagger-ui.css', 'public'],
  ['/docs/swagger-ui-bundle.js', 'public'],
  ['/docs/swagger-ui-standalone-preset.js', 'public'],
  ['/openapi.json', 'public'],
  ['/openapi/dialer.json', 'public'],
  ['/openapi/callcenter-pro.json', 'public'],
  ['/openapi/operator.json', 'public'],
  ['/dni.js', 'public'],
  ['/dni/track', 'public'],
  ['/webhooks/*', 'carrier signature'],
  ['/api/webhooks/*', 'carrier signature'],
  ['/ws', 'login'],
  ['/api/*', 'documents'],
];

/** Returns the rule of a path that the app serves, or undefined if the path has no rule. */
export function surfaceOf(path: string): Surface | undefined {
  return SURFACES.find(([pattern]) =>
    pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern,
  )?.[1];
}
