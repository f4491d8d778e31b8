import type { WebSocket } from 'ws';

/** What a browser does with a call that rings. */
export type Choice = 'answer' | 'reject';

/** A browser that has registered. A later browser with the same identity takes its place. */
export type Browser = { socket: WebSocket; ringing: Map<string, (choice: Choice) => void> };
