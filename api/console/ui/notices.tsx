/** Messages at the edge of the screen: what was done, and what went wrong. */
import { signal } from '@preact/signals';
import { problemOf } from './api.ts';
import { t } from './texts.ts';

type Notice = { id: number; kind: 'good' | 'bad'; message: string; requestId: string | null };

const notices = signal<Notice[]>([]);
const NOTICE_MS = 5_000;
let lastId = 0;

function add(kind: Notice['kind'], message: string, requestId: string | null): void {
  lastId += 1;
  const id = lastId;
  notices.value = [...notices.value.slice(-3), { id, kind, message, requestId }];
  if (kind === 'good') setTimeout(() => dismiss(id), NOTICE_MS);
}

const dismiss = (id: number): void => {
  notices.value = notices.value.filter((each) => each.id !== id);
};

export const notifyDone = (message: string): void => add('good', message, null);

export function notifyError(error: unknown): void {
  const { message, requestId } = problemOf(error);
  add('bad', message, requestId);
}

/** Runs an act of the user, and tells the result. Returns whether the act succeeded. */
export async function act(run: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await run();
    if (done) notifyDone(done);
    return true;
  } catch (error) {
    notifyError(error);
    return false;
  }
}

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, kind, message, requestId }) => (
        <div key={id} class={`notice ${kind}`}>
          <div>
            <p>{message}</p>
            {requestId && <p class="request-id">{t('error.requestId', { id: requestId })}</p>}
          </div>
          <button class="plain" aria-label={t('action.dismiss')} onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
