/** The connection to the simulated carrier, which rings browsers without sound. */
import { t } from '../ui/texts.ts';
import type { Line, LineEvents } from './device-line.ts';

type Message = { type: 'registered' } | { type: 'ring' | 'ended'; callSid: string };

/** @throws Error if the simulated carrier cannot be reached */
export async function openLine(
  { token, socketUrl }: { token: string; socketUrl: string | null },
  events: LineEvents,
): Promise<Line> {
  const socket = new WebSocket(`${socketUrl}?token=${encodeURIComponent(token)}`);
  let callSid: string | undefined;
  const send = (type: 'answer' | 'hangUp' | 'reject') => {
    if (callSid) socket.send(JSON.stringify({ type, callSid }));
  };
  let phase: 'ready' | 'ringing' | 'connected' = 'ready';
  const set = (next: typeof phase) => {
    phase = next;
    events.phase(next);
  };
  let isOpen = false;
  let isClosed = false;
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.type === 'registered') {
        isOpen = true;
        set('ready');
        resolve();
      } else if (message.type === 'ring') {
        callSid = message.callSid;
        set('ringing');
      } else if (message.callSid === callSid) {
        callSid = undefined;
        set('ready');
      }
    });
    socket.addEventListener('close', () => {
      if (isOpen && !isClosed) events.lost(t('device.lost'));
      reject(new Error(t('device.lost')));
    });
  });
  return {
    answer() {
      if (phase !== 'ringing') return;
      send('answer');
      set('connected');
    },
    hangUp: () => send(phase === 'ringing' ? 'reject' : 'hangUp'),
    renew() {},
    close() {
      isClosed = true;
      socket.close();
    },
  };
}
