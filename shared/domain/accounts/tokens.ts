import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/** Pinned here and never taken from a token's header. */
const ALGORITHM = 'HS256';
const ISSUER = 'callcenter-pro';
const LIFETIME = '12h';

/** What a token is good for; one made for the one is worthless for the other. */
export type Audience = 'api' | 'board';

const claims = z.object({ sub: z.uuid(), version: z.number().int() });

export type TokenClaims = { userUuid: string; version: number };

const key = (secret: string) => new TextEncoder().encode(secret);

export function signToken(secret: string, audience: Audience, { userUuid, version }: TokenClaims): Promise<string> {
  return new SignJWT({ version })
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject(userUuid)
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(key(secret));
}

/** The claims of a valid token, or undefined for any other. Whether its version still counts is the user row's word. */
export async function verifyToken(secret: string, audience: Audience, token: string): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, key(secret), { algorithms: [ALGORITHM], issuer: ISSUER, audience });
    const { sub, version } = claims.parse(payload);
    return { userUuid: sub, version };
  } catch {
    return undefined;
  }
}
