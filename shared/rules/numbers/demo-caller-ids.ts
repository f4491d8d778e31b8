/**
 * Caller IDs that every tenant may use while the carrier is the simulator, so that the examples of README.md and of the
 * API documents work without a purchase. No tenant can receive the calls to these numbers.
 */
export const DEMO_CALLER_IDS: readonly string[] = ['+14155551234'];
