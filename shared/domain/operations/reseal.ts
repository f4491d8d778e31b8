/**
 * The change of the encryption key: SECRETS_KEY gets a new first key, and this step encrypts every stored secret with
 * the new key. When no secret needs an older key, the older key can be removed from SECRETS_KEY.
 */
import type { Context } from '../../context.ts';
import { currentKey, openSecret, parseKeys, sealSecret } from '../../secrets.ts';
import { listSecretsOfOtherKeys, replaceSealedSecret } from '../../../sql/operations/sealed-secrets.ts';

const BATCH = 200;

/** Number of secrets that now have the current key, and of those that could not be decrypted. */
export type ResealReport = { resealed: number; left: number };

/** Encrypts every secret of an older key with the current key. Does nothing while SECRETS_KEY has a single key. */
export async function resealSecrets(
  { sql, config, log }: Pick<Context, 'sql' | 'config' | 'log'>,
  signal?: AbortSignal,
): Promise<ResealReport> {
  const report = { resealed: 0, left: 0 };
  const { secretsKey } = config;
  if (parseKeys(secretsKey).size === 1) return report;
  const [keyId] = currentKey(secretsKey);
  let after = '';
  for (;;) {
    if (signal?.aborted) return report;
    const secrets = await listSecretsOfOtherKeys(sql, keyId, after, BATCH);
    for (const secret of secrets) {
      const { table, tenantId, row, sealed, place } = secret;
      after = place;
      try {
        const resealed = sealSecret(secretsKey, secret, openSecret(secretsKey, secret, sealed));
        report.resealed += (await replaceSealedSecret(sql, { table, tenantId, row, sealed, resealed })) ? 1 : 0;
      } catch (error) {
        report.left += 1;
        log.error({ err: error, table }, 'secret could not be encrypted with the new key');
      }
    }
    if (secrets.length < BATCH) break;
  }
  if (report.resealed > 0 || report.left > 0) log.warn(report, 'secrets were encrypted with the new key');
  else log.info({ keyId }, 'no secret needs an older key');
  return report;
}
