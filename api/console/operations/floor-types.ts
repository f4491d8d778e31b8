import type { dialer } from '../ui/api.ts';

type Body<R> = R extends { data?: infer T } ? NonNullable<T> : never;

/** What `GET /floor` and `GET /floor/day` return. */
export type Floor = Body<Awaited<ReturnType<typeof dialer.GET<'/floor', object>>>>;
export type Day = Body<Awaited<ReturnType<typeof dialer.GET<'/floor/day', object>>>>;
