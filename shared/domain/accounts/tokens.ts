import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/**
 * The only accepted signature algorithm. The header of a token also names an algorithm, but the header is not trusted.
 */
const ALGORITHM = 'HS256';
const ISSUER = 'callcenter-pro';
const LIFETIME = '12h';

/**
 * The part of the product that a token is valid for: the API or Bull Board (the web page for job queues). A token for
 * the API is invalid for Bull Board, and the other way round.
 */
export type Audience = 'api' | 'board';

const claimsSchema = z.object({ sub: z.uuid(), version: z.number().int() });

export type TokenClaims = { userUuid: string; version: number };

const keyOf = (secret: string) => new TextEncoder().encode(secret);

export function signToken(secret: string, audience: Audience, { userUuid, version }: TokenClaims): Promise<string> {
  return new SignJWT({ version })
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject(userUuid)
    .setIssuedAt()
    .setExpirationTime(LIFETIME)

    .sign(keyOf(secret));
}

/**
 * Returns the claims of a valid token, or undefined for an invalid token. The calling function must compare the token
 * version with the version in the row of the user.
 */
export async function verifyToken(secret: string, audience: Audience, token: string): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), { algorithms: [ALGORITHM], issuer: ISSUER, audience });
    const { sub, version } = claimsSchema.parse(payload);
    return { userUuid: sub, version };
  } catch {
    return undefined;
  }
}
