/**
 * The paths that a client may use without a credential. A request to one of these paths costs little, whatever it
 * contains: its body is small (`body-limit.ts`), and it counts for the client's address and never for a credential that
 * the client sends along (`rate-limits.ts`).
 */
const OPEN_PREFIXES = [
  '/api/auth/login/',
  '/api/auth/register/',
  '/api/auth/invitation/',
  '/api/auth/password-reset/',
  '/api/dni/track/',
  '/dni/track/',
  '/api/rtb/webhook/',
  '/api/postbacks/',
] as const;

/** Whether clients may use the path without a credential. */
export const isOpenPath = (path: string): boolean => OPEN_PREFIXES.some((prefix) => `${path}/`.startsWith(prefix));
