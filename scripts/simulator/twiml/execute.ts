/** Executes the TwiML instructions of a leg: document by document, verb by verb. */
import { endCall } from '../calls/call.ts';
import { type Call, hasEnded } from '../calls/state.ts';
import { DocumentReplaced, isCancellation, rejectOnAbort } from '../cancellation.ts';
import { addNotification } from '../carrier/notifications.ts';
import type { Carrier } from '../carrier/state.ts';
import { LIMITS } from '../limits.ts';
import { hangup, redirectTo, reject } from './control.ts';
import { dial } from './dial.ts';
import { TwimlError, loadDocument } from './document.ts';
import { gather } from './gather.ts';
import { record } from './record.ts';
import type { TwimlSource } from './source.ts';
import { pause, play, say } from './speech.ts';
import type { Run, Verb } from './verb.ts';

const VERBS: Record<string, Verb> = {
  Say: say,
  Play: play,
  Pause: pause,
  Gather: gather,
  Record: record,
  Redirect: redirectTo,
  Reject: reject,
  Hangup: hangup,
  Dial: dial,
};

/**
 * Runs the TwiML instructions of a leg. Returns after the last verb or when the leg has ended; after the last verb, the
 * leg stays as it is.
 *
 * If a document fails, the leg continues with the fallback URL once. If there is no fallback URL, the failure ends the
 * leg.
 */
export async function runInstructions(
  carrier: Carrier,
  call: Call,
  first: TwimlSource,
  context: Run['context'],
): Promise<void> {
  let source: TwimlSource | null = first;
  for (let documents = 0; ; documents++) {
    source = takeRedirectSource(call) ?? source;
    if (!source || hasEnded(call)) return;
    const lifetime = new AbortController();
    call.instructionsLifetime = lifetime;
    try {
      if (documents >= LIMITS.documentsPerCallMax) throw new TwimlError(11215, 'too many documents in one call', null);
      source = await runDocument({ carrier, call, signal: lifetime.signal, context, runInstructions }, source);
    } catch (error) {
      source = nextAfterFailure(carrier, call, error, source);
    }
  }
}

async function runDocument(run: Omit<Run, 'url'>, source: TwimlSource): Promise<TwimlSource | null> {
  const { verbs: elements, url } = await rejectOnAbort(loadDocument(run.carrier, run.call, source), run.signal);
  for (const element of elements) {
    const verb = Object.hasOwn(VERBS, element.name) ? VERBS[element.name] : undefined;
    if (!verb || (run.context === 'whisper' && verb === dial))
      throw new TwimlError(12200, `<${element.name}> is not allowed here`, url);
    const next = await verb({ ...run, url }, element);
    if (next) return next;
    // A verb that ends the leg returns without an error, so the function checks the signal.
    if (run.signal.aborted) throw run.signal.reason as Error;
  }
  return null;
}

/** Returns the next source of TwiML after a document stopped early: the redirect, the fallback, or null. */
function nextAfterFailure(
  carrier: Carrier,
  call: Call,
  error: unknown,
  failedSource: TwimlSource | null,
): TwimlSource | null {
  if (hasEnded(call)) return null;
  if (error instanceof DocumentReplaced) return takeRedirectSource(call);
  if (isCancellation(error)) return null;
  if (!(error instanceof TwimlError)) throw error;
  addNotification(carrier, call.sid, error.code, error.message);
  const wasFallback = failedSource && 'event' in failedSource && failedSource.event === 'fallback';
  if (call.fallback && !wasFallback) {
    const params = { ErrorCode: String(error.code), ErrorUrl: error.url ?? '' };
    return { ...call.fallback, event: 'fallback', params };
  }
  endCall(carrier, call, carrier.policy.documentErrorEndsAs);
  return null;
}

/** Returns the source of a REST redirect and removes the source from the call. */
function takeRedirectSource(call: Call): TwimlSource | null {
  const { redirectSource: detour } = call;
  call.redirectSource = null;
  return detour;
}
