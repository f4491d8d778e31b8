import { jwtVerify, type JWTHeaderParameters, SignJWT } from 'jose';
import { z } from 'zod';
import { currentKey, FIRST_KEY_ID, parseKeys } from '../../secrets.ts';

/**
 * The only accepted signature algorithm. The header of a token also names an algorithm, but the header is not trusted.
 */
const ALGORITHM = 'HS256';
const ISSUER = 'callcenter-pro';
/** The type in the header of a token. A signed object of another type is not accepted as a token. */
const TYPE = 'JWT';

/** Seconds of real time. A token is valid for 12 hours, if it is not revoked before. */
export const TOKEN_SECONDS_MAX = 12 * 3_600;

/** The part of the product that a token is valid for. */
export type Audience = 'api';

const claimsSchema = z.object({ sub: z.uuid(), version: z.number().int(), jti: z.string().optional() });

/** `sessionId` is the id of the token's login session. A token from an earlier version has none, and is invalid. */
export type TokenClaims = { userUuid: string; version: number; sessionId?: string | undefined };

const keyOf = (secret: string) => new TextEncoder().encode(secret);

/**
 * Returns the key that a token names. JWT_SECRET may have several keys, so that a new key logs out no user. A token
 * without a key id was signed with the first key of the deployment.
 */
function keyOfToken(jwtSecret: string, { kid = FIRST_KEY_ID }: JWTHeaderParameters): Uint8Array {
  const secret = parseKeys(jwtSecret).get(kid);
  if (secret === undefined) throw new Error(`JWT_SECRET has no key ${kid}.`);
  return keyOf(secret);
}

export function signToken(secret: string, audience: Audience, claims: TokenClaims): Promise<string> {
  const { userUuid, version, sessionId } = claims;
  const [kid, key] = currentKey(secret);
  return new SignJWT({ version, ...(sessionId !== undefined && { jti: sessionId }) })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject(userUuid)
    .setIssuedAt()
    .setExpirationTime(`${TOKEN_SECONDS_MAX}s`)
    .sign(keyOf(key));
}

/**
 * Returns the claims of a valid token, or undefined for an invalid token. The calling function must compare the token
 * version with the version in the row of the user.
 */
export async function verifyToken(secret: string, audience: Audience, token: string): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, (header) => keyOfToken(secret, header), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience,
      typ: TYPE,
      requiredClaims: ['exp'],
    });
    const { sub, version, jti } = claimsSchema.parse(payload);
    return { userUuid: sub, version, sessionId: jti };
  } catch {
    return undefined;
  }
}
