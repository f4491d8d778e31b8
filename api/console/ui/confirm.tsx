/** Asks once before an act that cannot be taken back, and says what will happen. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from './texts.ts';

type Question = { title: string; body: string; action: string; isDangerous?: boolean };

const open = signal<(Question & { answer: (yes: boolean) => void }) | undefined>(undefined);

/** Shows the question. The promise resolves to true if the user agrees. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    open.value = {
      ...question,
      answer: (yes) => {
        open.value = undefined;
        resolve(yes);
      },
    };
  });
}

export function ConfirmDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = open.value;
  useEffect(() => {
    if (question) dialog.current?.showModal();
    else dialog.current?.close();
  }, [question]);
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby="confirm-title" onCancel={() => question?.answer(false)}>
      {question && (
        <>
          <h2 id="confirm-title">{question.title}</h2>
          <p>{question.body}</p>
          <div class="actions">
            <button onClick={() => question.answer(false)}>{t('action.cancel')}</button>
            <button class={question.isDangerous ? 'danger' : 'primary'} onClick={() => question.answer(true)}>
              {question.action}
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}
