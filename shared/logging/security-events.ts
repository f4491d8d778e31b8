/** The security events of the log, and the limit of their lines. */

/** The names of the security events. An alarm on a log line uses these names, so a name must not change. */
export type SecurityEvent =
  | 'access.denied'
  | 'auth.api-key.refused'
  | 'auth.login.blocked'
  | 'auth.login.failed'
  | 'auth.second-factor.blocked'
  | 'auth.second-factor.failed'
  | 'auth.session.refused'
  | 'auth.token.refused'
  | 'csrf.refused'
  | 'host.refused'
  | 'limit.exceeded'
  | 'operator.login.failed'
  | 'signup.refused'
  | 'webhook.refused';

/** Lines per minute of one event from one address. A person makes few mistakes per minute, a program makes many. */
const LINES_PER_ADDRESS_MAX = 10;
/** Lines per minute of one event from all addresses. At 500 bytes a line, one event fills at most 200 MB per day. */
const LINES_PER_EVENT_MAX = 300;
/** Milliseconds of real time. */
const WINDOW_MS = 60_000;

type EventWindow = { startMs: number; lines: number; suppressed: number; linesByAddress: Map<string, number> };

/** Limits the lines of each security event, per minute and process. */
export class SecurityLogLimit {
  readonly #windows = new Map<string, EventWindow>();

  /**
   * Whether a line may be written. If it may, `suppressed` is the number of lines that were not written since the last
   * line of the event.
   */
  admit(event: string, address: string, nowMs = Date.now()): { admitted: boolean; suppressed: number } {
    let window = this.#windows.get(event);
    if (!window || nowMs - window.startMs >= WINDOW_MS) {
      window = { startMs: nowMs, lines: 0, suppressed: window?.suppressed ?? 0, linesByAddress: new Map() };
      this.#windows.set(event, window);
    }
    const { suppressed } = window;
    const ofAddress = window.linesByAddress.get(address) ?? 0;
    if (window.lines >= LINES_PER_EVENT_MAX || ofAddress >= LINES_PER_ADDRESS_MAX) {
      window.suppressed += 1;
      return { admitted: false, suppressed };
    }
    window.lines += 1;
    window.linesByAddress.set(address, ofAddress + 1);
    window.suppressed = 0;
    return { admitted: true, suppressed };
  }
}
