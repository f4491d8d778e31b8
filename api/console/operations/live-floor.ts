/** The floor as the server sends its changes. Without a connection, the floor is loaded in intervals. */
import { effect } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { applyFigures, type LiveFloor } from '../../client/client.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { setServerTime } from '../ui/clock.ts';
import { liveStatus, onLive, sendLive } from '../ui/live.ts';
import { type Loaded, useLoad, useReloadEvery } from '../ui/load.ts';
import type { Floor } from './floor-types.ts';

const RELOAD_MS = 30_000;

async function readFloor(): Promise<Floor> {
  const floor = await dataOf(dialer.GET('/floor'));
  setServerTime(floor.at);
  return floor;
}

export function useLiveFloor(): Loaded<Floor> {
  const loaded = useLoad(readFloor, []);
  const live = useWatchedFloor();
  const reload = useCallback(async () => {
    if (liveStatus.value !== 'on') await loaded.reload();
  }, [loaded.reload]);
  useReloadEvery(RELOAD_MS, reload);
  if (!live || (loaded.data && loaded.data.at > live.at)) return { ...loaded, reload };
  return { data: live, error: undefined, isLoading: false, at: Date.parse(live.at), reload };
}

/** Watches the floor while the page is visible and connected. */
function useWatchedFloor(): LiveFloor | undefined {
  const [floor, setFloor] = useState<LiveFloor | undefined>(undefined);
  const latest = useRef<LiveFloor | undefined>(undefined);
  useEffect(() => {
    const watch = () => {
      const version = latest.current?.version;
      if (!document.hidden) sendLive({ event: 'figures:watch', data: version === undefined ? {} : { version } });
    };
    const unwatch = () => sendLive({ event: 'figures:unwatch', data: {} });
    const stops = [
      onLive('figures:updated', (update) => {
        const next = applyFigures(latest.current, update);
        if (!next) return watch();
        latest.current = next;
        setServerTime(next.at);
        setFloor(next);
      }),
      effect(() => {
        if (liveStatus.value === 'on') watch();
      }),
    ];
    const onVisibility = () => (document.hidden ? unwatch() : watch());
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      for (const stop of stops) stop();
      unwatch();
    };
  }, []);
  return floor;
}
