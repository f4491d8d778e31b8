/** Forms: labelled fields, the API's messages beside the fields, and no second submit while the first one runs. */
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { fieldProblems, problemOf, type Problem } from './api.ts';
import { t } from './texts.ts';

type FormState = { problem: Problem | undefined; fields: Record<string, string>; isBusy: boolean };

type FormProps = {
  onSubmit: (values: Record<string, string>, form: FormData) => Promise<unknown>;
  submit: string;
  cancel?: () => void;
  class?: string;
  children: (problems: Record<string, string>) => ComponentChildren;
};

export function Form({ onSubmit, submit, cancel, class: className = '', children }: FormProps) {
  const [{ problem, fields, isBusy }, setState] = useState<FormState>({
    problem: undefined,
    fields: {},
    isBusy: false,
  });
  const run = async (form: HTMLFormElement) => {
    setState({ problem: undefined, fields: {}, isBusy: true });
    const data = new FormData(form);
    const values = Object.fromEntries(
      [...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    try {
      await onSubmit(values, data);
      setState({ problem: undefined, fields: {}, isBusy: false });
    } catch (error) {
      setState({ problem: problemOf(error), fields: fieldProblems(error), isBusy: false });
    }
  };
  return (
    <form
      class={`form ${className}`}
      onSubmit={(event) => {
        event.preventDefault();
        void run(event.currentTarget);
      }}
    >
      {problem && (
        <div class="error-box" role="alert">
          <p>{problem.message}</p>
          {problem.requestId && <p class="request-id">{t('error.requestId', { id: problem.requestId })}</p>}
        </div>
      )}
      {children(fields)}
      <div class="actions">
        {cancel && (
          <button type="button" onClick={cancel}>
            {t('action.cancel')}
          </button>
        )}
        <button class="primary" disabled={isBusy}>
          {submit}
        </button>
      </div>
    </form>
  );
}

type FieldProps = {
  label: string;
  name: string;
  hint?: string | undefined;
  problem?: string | undefined;
  type?: string;
  value?: string | number | undefined;
  required?: boolean;
  autoComplete?: string;
  autoFocus?: boolean;
  minLength?: number;
  min?: number;
  max?: number;
  step?: number | 'any';
  placeholder?: string;
  inputMode?: 'tel' | 'numeric' | 'decimal';
  rows?: number;
  options?: readonly (readonly [value: string, text: string])[];
  onInput?: (value: string) => void;
};

export function Field({ label, hint, problem, rows, options, onInput, value, ...attributes }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ') || undefined;
  const common = {
    id,
    ...attributes,
    'aria-describedby': described,
    'aria-invalid': problem ? true : undefined,
    onInput: (event: Event) => onInput?.((event.currentTarget as HTMLInputElement).value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {options ? (
        <select {...common}>
          {options.map(([option, text]) => (
            <option key={option} value={option} selected={option === String(value ?? '')}>
              {text}
            </option>
          ))}
        </select>
      ) : rows ? (
        <textarea {...common} rows={rows} defaultValue={String(value ?? '')} />
      ) : (
        <input {...common} defaultValue={value === undefined ? undefined : String(value)} />
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

type CheckProps = { label: string; name: string; hint?: string; value?: string; checked?: boolean };

export const Check = ({ label, name, hint, value, checked }: CheckProps) => (
  <label class="check">
    <input type="checkbox" name={name} value={value} defaultChecked={checked} />
    <span>
      {label}
      {hint && <span class="hint">{hint}</span>}
    </span>
  </label>
);
