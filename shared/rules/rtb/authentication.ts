/** Authentication of bid requests: our requests to a target, and the requests of others to a hosted target. */

export const AUTH_TYPES = ['none', 'api_key', 'bearer', 'basic'] as const;
export type AuthType = (typeof AUTH_TYPES)[number];

/**
 * Returns the authentication type that a free text such as "Bearer Token" or `bearer` means; undefined if no type
 * matches.
 */
export function parseAuthType(text: string): AuthType | undefined {
  const word = text.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (word === '' || word === 'none') return 'none';
  if (word.startsWith('apikey')) return 'api_key';
  if (word.startsWith('bearer')) return 'bearer';
  return word.startsWith('basic') ? 'basic' : undefined;
}

/** Returns the HTTP header with the credentials of a target; undefined if the target needs no credentials. */
export function credentialsHeader(
  authType: AuthType,
  token: string | null,
): { name: 'x-api-key' | 'authorization'; value: string } | undefined {
  if (token === null || authType === 'none') return undefined;
  if (authType === 'api_key') return { name: 'x-api-key', value: token };
  if (authType === 'bearer') return { name: 'authorization', value: `Bearer ${token}` };
  return { name: 'authorization', value: `Basic ${basicCredentials(token)}` };
}

/** Returns Base64 credentials from a token. The token is `user:password` or already Base64. */
export function basicCredentials(token: string): string {
  return token.includes(':') ? Buffer.from(token).toString('base64') : token;
}
