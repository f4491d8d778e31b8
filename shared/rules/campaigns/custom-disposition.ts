/** Dispositions that a tenant defines for its agents, with a rule for the next call to the lead. */

/**
 * - `campaign`: the retry policy of the campaign decides, as without a custom disposition.
 * - `retry`: the lead is called again after `retryMinutes`, at most `retryTimesMax` times.
 * - `final`: the lead is completed.
 * - `do_not_call`: the number gets on the do-not-call list.
 */
export const NEXT_STEPS = ['campaign', 'retry', 'final', 'do_not_call'] as const;

export type CustomDisposition = {
  code: string;
  name: string;
  /** Whether a person was reached. */
  isContact: boolean;
  /** Whether the person and the agent talked about the matter. Every conversation is a contact. */
  isConversation: boolean;
  /** Whether the call reached its goal. Every sale is a conversation. */
  isSale: boolean;
  nextStep: (typeof NEXT_STEPS)[number];
  /** Only of the next step `retry`. */
  retryMinutes: number | null;
  retryTimesMax: number | null;
};

/** Returns what is wrong with a disposition, and with which field. */
export function dispositionProblem(
  disposition: Omit<CustomDisposition, 'code' | 'name'>,
): { field: string; message: string } | undefined {
  const { isContact, isConversation, isSale, nextStep, retryMinutes, retryTimesMax } = disposition;
  if (isConversation && !isContact)
    return { field: 'is_contact', message: 'Every conversation is a contact: set is_contact, too.' };
  if (isSale && !isConversation)
    return { field: 'is_conversation', message: 'Every sale is a conversation: set is_conversation, too.' };
  const isComplete = retryMinutes !== null && retryTimesMax !== null;
  if (nextStep === 'retry' && !isComplete)
    return { field: 'next_step', message: 'The next step "retry" needs retry_minutes and retry_times_max.' };
  if (nextStep !== 'retry' && (retryMinutes !== null || retryTimesMax !== null))
    return { field: 'retry_minutes', message: `The next step "${nextStep}" has no retry_minutes and retry_times_max.` };
  return undefined;
}
