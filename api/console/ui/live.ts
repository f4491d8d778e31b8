/** The one WebSocket of the page. After a lost connection, the server sends the events that the page has missed. */
import { effect, signal } from '@preact/signals';
import type { LiveClientMessage, LiveServerMessage } from '../../client/client.ts';
import { isReachable } from './api.ts';
import { hasExpired, loadSession, me } from './session.ts';

type EventName = LiveServerMessage['event'];
type DataOf<E extends EventName> = Extract<LiveServerMessage, { event: E }>['data'];

/** `lost`: the connection is lost, and the page tries to connect again. */
export const liveStatus = signal<'connecting' | 'on' | 'lost'>('connecting');

const RECONNECT_MS_MIN = 1_000;
const RECONNECT_MS_MAX = 15_000;
/** The close code of a session that has ended. */
const SIGNED_OUT = 4401;
/** The close code after a change of the user's rights. */
const RIGHTS_CHANGED = 4403;
const TOO_MANY_SOCKETS = 1008;

let socket: WebSocket | undefined;
let lastEventId: string | undefined;
let delayMs = RECONNECT_MS_MIN;
let timer: ReturnType<typeof setTimeout> | undefined;

type Listener = (message: LiveServerMessage) => void;
const listeners = new Set<Listener>();
const resetListeners = new Set<() => void>();

/** Calls the function for each event with the name. Returns a function that ends this. */
export function onLive<E extends EventName>(event: E, listener: (data: DataOf<E>) => void): () => void {
  const each: Listener = (message) => {
    if (message.event === event) listener(message.data as DataOf<E>);
  };
  listeners.add(each);
  return () => listeners.delete(each);
}

/** Calls the function when events may be missing, so that the caller reads its state again. */
export function onLiveReset(listener: () => void): () => void {
  resetListeners.add(listener);
  return () => resetListeners.delete(listener);
}

/** Sends a message, if the page is connected. */
export function sendLive(message: LiveClientMessage): void {
  if (socket?.readyState === WebSocket.OPEN && liveStatus.value === 'on') socket.send(JSON.stringify(message));
}

function receive(text: string): void {
  const message = JSON.parse(text) as LiveServerMessage & { id?: string };
  if (message.event === 'connected') {
    liveStatus.value = 'on';
    delayMs = RECONNECT_MS_MIN;
    if (lastEventId === undefined) lastEventId = message.id;
    else sendLive({ event: 'events:since', data: { lastEventId } });
    return;
  }
  if (message.id) lastEventId = message.id;
  if (message.event === 'events:replayed' && !message.data.complete) for (const listener of resetListeners) listener();
  for (const listener of listeners) listener(message);
}

function connect(): void {
  if (socket || !me.value) return;
  clearTimeout(timer);
  socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`);
  socket.addEventListener('message', ({ data }) => receive(String(data)));
  socket.addEventListener('close', ({ code }) => onClose(code));
}

function onClose(code: number): void {
  socket = undefined;
  if (!me.value) return;
  liveStatus.value = 'lost';
  if (code === SIGNED_OUT) {
    hasExpired.value = true;
    me.value = null;
    return;
  }
  if (code === TOO_MANY_SOCKETS) delayMs = RECONNECT_MS_MAX;
  const reconnect = async () => {
    // Also shows whether the server answers at all, and which rights the user has now.
    if (code === RIGHTS_CHANGED || !isReachable.value || delayMs > RECONNECT_MS_MIN)
      await loadSession().catch(() => undefined);
    connect();
  };
  timer = setTimeout(() => void reconnect(), delayMs);
  delayMs = Math.min(2 * delayMs, RECONNECT_MS_MAX);
}

/** Opens the socket while a user is logged in. Call this once. */
export function startLive(): void {
  effect(() => {
    if (me.value) return connect();
    clearTimeout(timer);
    lastEventId = undefined;
    liveStatus.value = 'connecting';
    socket?.close();
  });
}
