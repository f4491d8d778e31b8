import { notifyDone } from './notices.tsx';
import { Card } from './parts.tsx';
import { t } from './texts.ts';

export type Secret = { title: string; hint: string; value: string };

/** Shows a secret that the server says only once, until the user has closed it. */
export function SecretOnce({ secret: { title, hint, value }, close }: { secret: Secret; close: () => void }) {
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    notifyDone(t('secret.copied'));
  };
  return (
    <Card title={title} class="secret">
      <p class="callout warn">{hint}</p>
      <pre>
        <code>{value}</code>
      </pre>
      <div class="actions">
        <button class="primary" onClick={() => void copy()}>
          {t('secret.copy')}
        </button>
        <button onClick={close}>{t('secret.close')}</button>
      </div>
    </Card>
  );
}
