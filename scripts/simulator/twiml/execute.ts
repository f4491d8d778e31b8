/** Following instructions: one document after another, verb by verb, until they or the leg are over. */
import { DocumentReplaced, isCancellation, orAbort } from '../abort.ts';
import { endCall } from '../call.ts';
import { type Call, isOver } from '../call-record.ts';
import { type Carrier, notify } from '../carrier.ts';
import { limits } from '../limits.ts';
import { dial } from './dial.ts';
import { loadDocument, type Source, TwimlError } from './document.ts';
import { gather } from './gather.ts';
import { record } from './record.ts';
import { hangup, redirectTo, reject } from './control.ts';
import { pause, play, say } from './speech.ts';
import type { Run, Verb } from './verb.ts';

const verbs: Record<string, Verb> = {
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
 * Runs a leg's instructions and returns when there are no more, leaving the leg as it is, or when the leg is over.
 * Instructions that fail lead to the leg's fallback address once, and else to its end.
 */
export async function runInstructions(
  carrier: Carrier,
  call: Call,
  first: Source,
  within: Run['within'],
): Promise<void> {
  let source: Source | null = first;
  for (let documents = 0; ; documents++) {
    source = takeDetour(call) ?? source;
    if (!source || isOver(call)) return;
    const scope = new AbortController();
    call.scope = scope;
    try {
      if (documents >= limits.documentsPerCallMax) throw new TwimlError(11215, 'too many documents in one call', null);
      source = await runDocument({ carrier, call, scope: scope.signal, within, runInstructions }, source);
    } catch (error) {
      source = afterFailure(carrier, call, error, source);
    }
  }
}

async function runDocument(run: Omit<Run, 'url'>, source: Source): Promise<Source | null> {
  const { verbs: elements, url } = await orAbort(loadDocument(run.carrier, run.call, source), run.scope);
  for (const element of elements) {
    const verb = Object.hasOwn(verbs, element.name) ? verbs[element.name] : undefined;
    if (!verb || (run.within === 'whisper' && verb === dial))
      throw new TwimlError(12200, `<${element.name}> is not allowed here`, url);
    const next = await verb({ ...run, url }, element);
    if (next) return next;
    // A verb that ended the leg returns normally; its scope tells.
    if (run.scope.aborted) throw run.scope.reason as Error;
  }
  return null;
}

/** Where a leg goes on after its document stopped: nowhere, to its new instructions, or to its fallback. */
function afterFailure(carrier: Carrier, call: Call, error: unknown, failed: Source | null): Source | null {
  if (isOver(call)) return null;
  if (error instanceof DocumentReplaced) return takeDetour(call);
  if (isCancellation(error)) return null;
  if (!(error instanceof TwimlError)) throw error;
  notify(carrier, call.sid, error.code, error.message);
  const wasFallback = failed && 'event' in failed && failed.event === 'fallback';
  if (call.fallback && !wasFallback) {
    const params = { ErrorCode: String(error.code), ErrorUrl: error.url ?? '' };
    return { ...call.fallback, event: 'fallback', params };
  }
  endCall(carrier, call, carrier.policy.documentErrorEndsAs);
  return null;
}

function takeDetour(call: Call): Source | null {
  const { detour } = call;
  call.detour = null;
  return detour;
}
