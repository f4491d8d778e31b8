/** A text to copy, such as the snippet for a web page. */
import { useRef } from 'preact/hooks';
import { act } from './notices.tsx';
import { t } from './texts.ts';

export function Copy({ text, label }: { text: string; label: string }) {
  const box = useRef<HTMLPreElement>(null);
  const copy = () => {
    // Browsers have no clipboard on pages without TLS. The text is then selected, for the user to copy.
    if ('clipboard' in navigator) void act(() => navigator.clipboard.writeText(text), t('copy.done'));
    else getSelection()?.selectAllChildren(box.current!);
  };
  return (
    <div class="copy">
      <pre ref={box} tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <button type="button" class="small" onClick={copy} aria-label={`${t('copy')}: ${label}`}>
        {t('copy')}
      </button>
    </div>
  );
}
