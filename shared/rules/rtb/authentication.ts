/** How a target authenticates the requests to it, and a hosted target the requests to us. */

export const AUTH_TYPES = ['none', 'api_key', 'bearer', 'basic'] as const;
export type AuthType = (typeof AUTH_TYPES)[number];

/** The type that a free text such as "Bearer Token" or `bearer` means; undefined when it means none of them. */
export function parseAuthType(text: string): AuthType | undefined {
  const word = text.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (word === '' || word === 'none') return 'none';
  if (word.startsWith('apikey')) return 'api_key';
  if (word.startsWith('bearer')) return 'bearer';
  return word.startsWith('basic') ? 'basic' : undefined;
}

/** The HTTP header that carries the credentials; undefined when the target needs none. */
export function credentialsHeader(
  authType: AuthType,
  token: string | null,
): { name: 'x-api-key' | 'authorization'; value: string } | undefined {
  if (token === null || authType === 'none') return undefined;
  if (authType === 'api_key') return { name: 'x-api-key', value: token };
  if (authType === 'bearer') return { name: 'authorization', value: `Bearer ${token}` };
  return { name: 'authorization', value: `Basic ${basicCredentials(token)}` };
}

/** Base64 credentials from a token, which is `user:password` or already encoded. */
export function basicCredentials(token: string): string {
  return token.includes(':') ? Buffer.from(token).toString('base64') : token;
}
