/** A fake of Zapier's "catch hook", a URL that receives events. The fake recognizes repeated events by the event id. */
import { createHmac } from 'node:crypto';
import { type Fake, startFake } from './fake.ts';

export type FakeZapier = Fake & {
  /** The received events by event id. `times` is how often an event was received. */
  events: Map<string, { times: number; event: Record<string, unknown> }>;
};

export async function startZapier({ path = '/hooks/catch/123/abc/', signedWith = '' } = {}): Promise<FakeZapier> {
  const events: FakeZapier['events'] = new Map();
  const fake = await startFake(({ method, path: requestPath, json, text, headers }) => {
    if (method !== 'POST' || requestPath !== path) return { status: 404, body: { status: 'error' } };
    const signature = `sha256=${createHmac('sha256', signedWith).update(text).digest('hex')}`;
    if (signedWith !== '' && headers['x-callcenter-signature'] !== signature)
      throw new Error(`Signed ${String(headers['x-callcenter-signature'])} instead of ${signature}.`);
    const id = json.id as string;
    events.set(id, { times: (events.get(id)?.times ?? 0) + 1, event: json });
    return { status: 200, body: { status: 'success', id: 'hook', request_id: id, attempt: id } };
  });
  return { ...fake, events };
}
