/** Dispositions that a tenant defines: what an agent may choose at wrap-up, and what then happens with the lead. */
import {
  countDispositions,
  type DispositionRow,
  insertDisposition,
  lockDisposition,
  markDispositionDeleted,
  updateDispositionRow,
} from '../../../sql/campaigns/dispositions.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import type { Context } from '../../context.ts';
import { DomainError, invalidField, requireFound } from '../../errors.ts';
import { type CustomDisposition, dispositionProblem } from '../../rules/campaigns/custom-disposition.ts';
import { definedOnly } from '../../rules/values/defined.ts';
import { transaction } from '../../transaction.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/** More dispositions would not fit on an agent's screen. */
const DISPOSITIONS_MAX = 200;

type Changes = { [F in keyof CustomDisposition]?: CustomDisposition[F] | undefined };

const DEFAULTS = {
  isContact: true,
  isConversation: false,
  isSale: false,
  nextStep: 'campaign',
  retryMinutes: null,
  retryTimesMax: null,
} as const;

/**
 * Creates a disposition.
 *
 * @throws DomainError `conflict` if the tenant has a disposition with this code, or too many
 * @throws DomainError `validation_failed` if the fields contradict each other
 */
export async function createDisposition(
  ctx: Context,
  actor: Actor,
  input: Changes & Pick<CustomDisposition, 'code' | 'name'>,
): Promise<DispositionRow> {
  const { tenantId } = authorize(actor, 'campaigns.write');
  const fields: CustomDisposition = { ...DEFAULTS, ...definedOnly(input) };
  assertConsistent(fields);
  return withUniqueCode(fields.code, () =>
    transaction(ctx, async ({ sql }) => {
      if ((await countDispositions(sql, tenantId)) >= DISPOSITIONS_MAX)
        throw new DomainError('conflict', `An account has at most ${DISPOSITIONS_MAX} dispositions. Delete one first.`);
      return insertDisposition(sql, tenantId, fields);
    }),
  );
}

/**
 * Changes a disposition. Leads whose next call is planned already keep their plan.
 *
 * @throws DomainError `conflict` if the tenant has another disposition with this code
 * @throws DomainError `validation_failed` if the fields contradict each other
 */
export async function updateDisposition(
  ctx: Context,
  actor: Actor,
  key: Key,
  changes: Changes,
): Promise<DispositionRow> {
  const { tenantId } = authorize(actor, 'campaigns.write');
  return withUniqueCode(changes.code ?? '', () =>
    transaction(ctx, async ({ sql }) => {
      const stored = requireFound(await lockDisposition(sql, tenantId, key), 'Disposition');
      const { code, name, isContact, isConversation, isSale, nextStep, retryMinutes, retryTimesMax } = stored;
      const before = { code, name, isContact, isConversation, isSale, nextStep, retryMinutes, retryTimesMax };
      const fields: CustomDisposition = { ...before, ...definedOnly(changes) };
      assertConsistent(fields);
      return updateDispositionRow(sql, tenantId, stored.id, fields);
    }),
  );
}

/** Deletes a disposition. Calls that have it keep it, and its code can be used again. */
export async function deleteDisposition(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'campaigns.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockDisposition(sql, tenantId, key), 'Disposition');
    await markDispositionDeleted(sql, tenantId, id);
  });
}

function assertConsistent(disposition: CustomDisposition): void {
  const problem = dispositionProblem(disposition);
  if (problem) throw invalidField(problem.field, problem.message);
}

async function withUniqueCode<T>(code: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, 'dispositions_code'))
      throw new DomainError('conflict', `A disposition with the code "${code}" exists. Choose another code.`);
    throw error;
  }
}
