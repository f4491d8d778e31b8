/** Reads the result of the carrier's answering machine detection, the parameter `AnsweredBy`. */
import { DEFAULT_MACHINE_DETECTION, type MachineDetectionSettings } from '../campaigns/machine-detection.ts';

/** The results that the carrier's detection reports. */
export const ANSWERED_BY = [
  'human',
  'machine_start',
  'machine_end_beep',
  'machine_end_silence',
  'machine_end_other',
  'fax',
  'unknown',
] as const;
export type AnsweredBy = (typeof ANSWERED_BY)[number];

export function isAnsweringMachine(answeredBy: string | null): boolean {
  return answeredBy !== null && (answeredBy.startsWith('machine') || answeredBy === 'fax');
}

/**
 * Returns when the greeting of a person ended, or undefined if the detection did not hear the greeting of a person. The
 * detection reports a person after the silence that follows the greeting.
 *
 * @param detection.durationMs the carrier's parameter `MachineDetectionDuration`: milliseconds from the answer until the
 *   result
 * @param settings the settings with which the carrier detected
 */
export function greetingEndOf(
  answerTime: Date,
  { answeredBy, durationMs }: { answeredBy: string | null | undefined; durationMs: number | undefined },
  {
    machineDetectionSpeechEndThreshold: speechEndMs,
  }: Pick<MachineDetectionSettings, 'machineDetectionSpeechEndThreshold'> = DEFAULT_MACHINE_DETECTION,
): Date | undefined {
  if (answeredBy !== 'human' || durationMs === undefined) return undefined;
  return new Date(answerTime.getTime() + Math.max(0, durationMs - speechEndMs));
}

/** The longest detection that the carrier allows is 59 seconds. A longer time in a report is an error. */
const DETECTION_MS_MAX = 60_000;

/** Reads the carrier's parameter `MachineDetectionDuration`, which counts milliseconds from the answer. */
export function detectionMsOf(params: { MachineDetectionDuration?: string }): number | undefined {
  const { MachineDetectionDuration: text = '' } = params;
  return /^\d{1,6}$/.test(text) && Number(text) <= DETECTION_MS_MAX ? Number(text) : undefined;
}

/**
 * Milliseconds. If agent and person have been connected for longer, they probably talk with each other: an agent hears
 * within seconds that a machine answered, and ends such a call.
 */
const CONVERSATION_MS = 10_000;

/**
 * Whether a machine that the detection found ends a call that is connected with an agent. A result that comes in the
 * middle of a conversation is ignored, because the detection is wrong in several percent of the calls and its report may
 * be late. Only a beep that was just heard proves a machine also later.
 *
 * @param connectedMs milliseconds since agent and person (or machine) were connected
 * @param lateMs milliseconds since the detection ended
 */
export function mayEndConnection(answeredBy: string, connectedMs: number, lateMs: number): boolean {
  return connectedMs <= CONVERSATION_MS || (answeredBy === 'machine_end_beep' && lateMs <= CONVERSATION_MS);
}

/** Whether the greeting of the machine is over. A voicemail message that starts earlier is cut off. */
export function isAfterGreeting(answeredBy: string): boolean {
  return answeredBy.startsWith('machine_end');
}
