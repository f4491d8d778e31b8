import twilio from 'twilio';

/** How a request to the carrier failed. Only a request with the outcome `not_sent` is safe to repeat. */
export type RequestFailure =
  | { outcome: 'refused'; code: number | undefined; message: string }
  | { outcome: 'not_sent'; message: string }
  | { outcome: 'unknown'; message: string };

/**
 * Returns how a request to the carrier failed. If the reply was lost, the outcome is `unknown` and never `refused`,
 * because the carrier may have executed the request.
 */
export function classifyFailure(error: unknown): RequestFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof twilio.RestException) {
    if (error.status === 429) return { outcome: 'not_sent', message };
    if (error.status < 500) return { outcome: 'refused', code: error.code, message };
    return { outcome: 'unknown', message };
  }
  const code = (error as { code?: string }).code;
  const neverConnected = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'];
  return { outcome: code && neverConnected.includes(code) ? 'not_sent' : 'unknown', message };
}

/** For `.catch()`: returns undefined if the carrier answered 404 (not found). Throws any other error again. */
export function undefinedIfNotFound(error: unknown): undefined {
  if (error instanceof twilio.RestException && error.status === 404) return undefined;
  throw error;
}
