/** A conference in which a lead and an agent meet. */
import { eventually, type World } from './world.ts';

export const FROM = '+14155551234';
export const AGENT = '+14155559001';
/** A lead who stays until the other party hangs up. */
export const PATIENT_LEAD = '+14155558101';
/** A lead who hangs up after 30 s of conversation. */
export const TALKATIVE_LEAD = '+14155558030';

const EVENTS = 'start end join leave mute hold modify';

/**
 * Connects a lead and an agent: the lead joins a conference that ends when the lead leaves. The agent hears a whisper
 * (a message for the agent alone) and joins the same conference.
 */
export async function connectLeadAndAgent(world: World, lead: string, leadAttributes = '') {
  const { app, client } = world;
  const callbacks = `statusCallback="${app.url}/conference" statusCallbackEvent="${EVENTS}"`;
  app.on(
    '/lead',
    `<Dial><Conference endConferenceOnExit="true" beep="false" waitUrl="" ${callbacks} ${leadAttributes}>call_1</Conference></Dial>`,
  );
  app.on(
    '/agent',
    '<Say>Lead: John Doe</Say><Dial action="/agent-done"><Conference beep="false">call_1</Conference></Dial>',
  );
  const leadCall = await client.calls.create({ to: lead, from: FROM, url: `${app.url}/lead` });
  await eventually(() => app.requestsTo('/conference').some(({ params }) => params.CallSid === leadCall.sid));
  const agentCall = await client.calls.create({ to: AGENT, from: FROM, url: `${app.url}/agent` });
  return { leadCall, agentCall };
}

/** Returns the parameters of the conference's callbacks so far, in order of arrival. */
export function conferenceCallbacks(world: World) {
  return world.app.requestsTo('/conference').map(({ params }) => params);
}

export function waitForConferenceStart(world: World) {
  return waitForConferenceEvent(world, 'conference-start');
}

export function waitForConferenceEnd(world: World) {
  return waitForConferenceEvent(world, 'conference-end');
}

function waitForConferenceEvent(world: World, event: string) {
  return eventually(() => conferenceCallbacks(world).find(({ StatusCallbackEvent }) => StatusCallbackEvent === event));
}
