/** Loads one TwiML document, from the product or from inline TwiML. */
import { type Call, farEndNumber } from '../calls/state.ts';
import { callParams } from '../calls/status-callback.ts';
import { addNotification } from '../carrier/notifications.ts';
import type { Carrier } from '../carrier/state.ts';
import { startTask } from '../carrier/tasks.ts';
import type { TwimlSource } from './source.ts';
import { requestDocument } from '../webhooks/delivery.ts';
import { type XmlElement, XmlError, elementsOf, parseXml } from './parse.ts';

type TwimlDocument = {
  verbs: XmlElement[];
  /** The URL of the document, which is the base of relative URLs in the document; null for inline TwiML. */
  url: string | null;
};

/** The error for a document that cannot be loaded or executed. `code` is Twilio's error code. */
export class TwimlError extends Error {
  override name = 'TwimlError';
  readonly code: number;
  readonly url: string | null;

  constructor(code: number, message: string, url: string | null) {
    super(message);
    this.code = code;
    this.url = url;
  }
}

/**
 * Loads a TwiML document.
 *
 * @throws TwimlError if the product returns no valid document.
 */
export async function loadDocument(carrier: Carrier, call: Call, source: TwimlSource): Promise<TwimlDocument> {
  if ('twiml' in source) return { verbs: parseResponse(source.twiml, null), url: null };
  const { url, method, event, params } = source;
  const { reply, errorCode } = await requestDocument(carrier, {
    kind: 'voice',
    event,
    url,
    method,
    call,
    number: farEndNumber(call),
    params: { ...callParams(carrier, call), ...params },
  });
  if (errorCode || !reply)
    throw new TwimlError(
      errorCode ?? 11200,
      `${url} returned ${reply ? `status ${reply.status}` : 'no response'}`,
      url,
    );
  if (!/\b(?:text|application)\/(?:xml|html)\b/i.test(reply.contentType))
    throw new TwimlError(12300, `${url} returned content type "${reply.contentType}"`, url);
  return { verbs: parseResponse(reply.body, url), url: url.replace(/#.*$/, '') };
}

/**
 * Requests a document for a leg that has ended, so that the product gets the parameters. The carrier ignores the
 * response.
 */
export function requestAfterHangUp(carrier: Carrier, call: Call, source: TwimlSource | null): void {
  if (!source || call.endedAtMs === null) return;
  startTask(carrier, 'action after hang-up', async () => {
    try {
      await loadDocument(carrier, call, source);
    } catch (error) {
      if (!(error instanceof TwimlError)) throw error;
      addNotification(carrier, call.sid, error.code, error.message);
    }
  });
}

function parseResponse(text: string, url: string | null): XmlElement[] {
  try {
    const root = parseXml(text);
    if (root.name !== 'Response') throw new XmlError(`the root element is <${root.name}>, not <Response>`);
    if (root.children.some((child) => typeof child === 'string' && child.trim() !== ''))
      throw new XmlError('text directly below <Response>');
    return elementsOf(root);
  } catch (error) {
    if (error instanceof XmlError) throw new TwimlError(12100, `Document parse failure: ${error.message}`, url);
    throw error;
  }
}
