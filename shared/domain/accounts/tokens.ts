import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/** Fixed. The algorithm in the header of a token is not trusted. */
const ALGORITHM = 'HS256';
const ISSUER = 'callcenter-pro';
const LIFETIME = '12h';

/** The use of a token: the API or Bull Board. A token for one is invalid for the other. */
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

/** The claims of a valid token, or undefined for an invalid one. The caller must compare the version with the user's row. */
export async function verifyToken(secret: string, audience: Audience, token: string): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), { algorithms: [ALGORITHM], issuer: ISSUER, audience });
    const { sub, version } = claimsSchema.parse(payload);
    return { userUuid: sub, version };
  } catch {
    return undefined;
  }
}
