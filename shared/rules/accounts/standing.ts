/** The standing of a tenant: whether the tenant may use the carrier account, which all tenants of a deployment share. */

export const TENANT_STATUSES = ['pending', 'active', 'suspended'] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

/** The status of a tenant, and the reason that the operator gave for the status. */
export type Standing = { status: TenantStatus; statusReason: string | null };

/** Returns why the tenant may not use the carrier account, as text for the user. Returns undefined if it may. */
export function standingProblem({ status, statusReason }: Standing): string | undefined {
  if (status === 'active') return undefined;
  const reason = statusReason === null ? '' : ` (${statusReason})`;
  return status === 'pending'
    ? `Your account is pending${reason}. You may configure everything, but the account may not call, receive calls or ` +
        'buy numbers. Ask the operator of this installation to activate the account.'
    : `Your account is suspended${reason}. It may not call, receive calls or buy numbers. Ask the operator of this ` +
        'installation.';
}
