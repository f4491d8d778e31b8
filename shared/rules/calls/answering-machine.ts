/** Reads the result of the carrier's answering machine detection, the parameter `AnsweredBy`. */

export function isAnsweringMachine(answeredBy: string | null): boolean {
  return answeredBy !== null && (answeredBy.startsWith('machine') || answeredBy === 'fax');
}

/** Whether the greeting of the machine is over. A voicemail message that starts earlier is cut off. */
export function isAfterGreeting(answeredBy: string): boolean {
  return answeredBy.startsWith('machine_end');
}
