/** The connection to Twilio, with Twilio's own library. */
import { Call, Device } from '@twilio/voice-sdk';
import type { Line, LineEvents } from './device-line.ts';

/** @throws TwilioError if the browser cannot register */
export async function openLine({ token }: { token: string }, events: LineEvents): Promise<Line> {
  const device = new Device(token, { closeProtection: true, logLevel: 'error' });
  // The sounds would come from another host.
  for (const sound of ['incoming', 'outgoing', 'disconnect'] as const) device.audio?.[sound](false);
  let call: Call | undefined;
  device.on('registered', () => events.phase('ready'));
  device.on('error', ({ message }: Error) => {
    if (device.state === Device.State.Unregistered) events.lost(message);
    else events.warnings([message]);
  });
  device.on('incoming', (incoming: Call) => {
    call = incoming;
    follow(incoming, events, () => (call = undefined));
    events.phase('ringing');
  });
  await device.register();
  return {
    answer: () => call?.accept(),
    hangUp() {
      if (call?.status() === Call.State.Pending) call.reject();
      else call?.disconnect();
    },
    renew: (next) => device.updateToken(next),
    close: () => device.destroy(),
  };
}

/** Shows the life of a call, and trouble with the network while it lasts. */
function follow(call: Call, events: LineEvents, forget: () => void): void {
  const warnings = new Set<string>();
  const end = () => {
    forget();
    events.warnings([]);
    events.phase('ready');
  };
  call.on('accept', () => events.phase('connected'));
  for (const event of ['cancel', 'reject', 'disconnect'] as const) call.on(event, end);
  const change = (isNew: boolean) => (name: string) => {
    if (isNew) warnings.add(name);
    else warnings.delete(name);
    events.warnings([...warnings]);
  };
  call.on('warning', change(true));
  call.on('warning-cleared', change(false));
  call.on('reconnecting', () => change(true)('reconnecting'));
  call.on('reconnected', () => change(false)('reconnecting'));
}
