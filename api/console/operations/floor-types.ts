import type { LiveFloor } from '../../client/client.ts';
import type { dialer } from '../ui/api.ts';

type Body<R> = R extends { data?: infer T } ? NonNullable<T> : never;

/** The floor that `GET /floor` returns and the WebSocket updates. */
export type Floor = Omit<LiveFloor, 'version'>;
/** What `GET /floor/day` returns. */
export type Day = Body<Awaited<ReturnType<typeof dialer.GET<'/floor/day', object>>>>;
