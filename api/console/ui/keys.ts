/** Hot keys of a screen. */
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Whether the user types a text, or answers a question. The keys then belong to the field or the dialog. */
function isTaken({ target, defaultPrevented, altKey, ctrlKey, metaKey, repeat }: KeyboardEvent): boolean {
  if (defaultPrevented || altKey || ctrlKey || metaKey || repeat) return true;
  if (document.querySelector('dialog[open]')) return true;
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');
}

/**
 * Runs the function of a pressed key. Where two parts of a screen have the same key, the one with `isFirst` gets it.
 *
 * @param keys functions by the `key` of the event, such as `1`
 */
export function useKeys(keys: Record<string, () => void>, { isFirst = false } = {}): void {
  const latest = useRef(keys);
  latest.current = keys;
  // A layout effect runs as soon as the part is on the screen. An effect runs after the next frame, which is too late for a
  // key that is pressed at once.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const run = latest.current[event.key];
      if (!run || isTaken(event)) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', onKey, { capture: isFirst });
    return () => removeEventListener('keydown', onKey, { capture: isFirst });
  }, []);
}
