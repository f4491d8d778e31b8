/** Loads data for a screen, and loads it again after changes. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { onLive, onLiveReset } from './live.ts';

export type Loaded<T> = {
  data: T | undefined;
  error: unknown;
  isLoading: boolean;
  /** Local time of the data in milliseconds. */
  at: number | undefined;
  reload: () => Promise<void>;
};

/**
 * Loads data when the screen opens and when one of the dependencies changes. An answer to an older request never replaces
 * a newer one.
 */
export function useLoad<T>(load: () => Promise<T>, dependencies: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({
    data: undefined,
    error: undefined,
    isLoading: true,
    at: undefined,
  });
  const latest = useRef(0);
  const loadRef = useRef(load);
  loadRef.current = load;
  const reload = useCallback(async () => {
    const run = (latest.current += 1);
    setState((before) => ({ ...before, isLoading: true }));
    try {
      const data = await loadRef.current();
      if (run === latest.current) setState({ data, error: undefined, isLoading: false, at: Date.now() });
    } catch (error) {
      if (run === latest.current) setState((before) => ({ ...before, error, isLoading: false }));
    }
  }, []);
  useEffect(() => {
    void reload();
    return () => void (latest.current += 1);
  }, dependencies);
  return { ...state, reload };
}

type LiveEvent = Parameters<typeof onLive>[0];

/**
 * Loads again after live events: at once after the first event of a burst, and then at most once in `everyMs`. So a
 * change is on the screen at once, and a busy floor does not use up the rate limit of the user.
 */
export function useReloadOn(events: readonly LiveEvent[], reload: () => Promise<void>, everyMs = 3_000): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const run = () => {
      timer = undefined;
      last = Date.now();
      if (!document.hidden) void reload();
    };
    const plan = () => (timer ??= setTimeout(run, Math.max(0, last + everyMs - Date.now())));
    const stops = [...events.map((event) => onLive(event, plan)), onLiveReset(plan)];
    const onShow = () => !document.hidden && plan();
    document.addEventListener('visibilitychange', onShow);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onShow);
      for (const stop of stops) stop();
    };
  }, [reload]);
}

/** Loads again after each period, while the page is visible. */
export function useReloadEvery(ms: number, reload: () => Promise<void>): void {
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && void reload(), ms);
    return () => clearInterval(timer);
  }, [reload]);
}
