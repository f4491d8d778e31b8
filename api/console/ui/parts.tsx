/** Small parts that every screen uses. */
import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { problemOf } from './api.ts';
import { secondsSince } from './clock.ts';
import { duration } from './format.ts';
import type { Loaded } from './load.ts';
import { t } from './texts.ts';

type Tone = 'good' | 'warn' | 'bad' | 'info' | 'busy' | 'quiet';

/** A word with a colour. The word alone says everything, so the colour is never the only sign. */
export const Badge = ({ tone, children }: { tone: Tone; children: ComponentChildren }) => (
  <span class={`badge ${tone}`}>{children}</span>
);

type PageProps = { title: string; actions?: ComponentChildren; note?: ComponentChildren; children: ComponentChildren };

export const Page = ({ title, actions, note, children }: PageProps) => (
  <>
    <div class="page-head">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {note && <p class="note">{note}</p>}
      </div>
      {actions && <div class="actions">{actions}</div>}
    </div>
    {children}
  </>
);

type CardProps = {
  title?: ComponentChildren;
  actions?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
};

export const Card = ({ title, actions, class: className = '', children }: CardProps) => (
  <section class={`card ${className}`}>
    {(title || actions) && (
      <header>
        {title && <h2>{title}</h2>}
        {actions && <div class="actions">{actions}</div>}
      </header>
    )}
    {children}
  </section>
);

type StatProps = { label: string; value: ComponentChildren; note?: ComponentChildren; tone?: Tone; href?: string };

/** A figure. With `href`, a click leads to what is behind the figure. */
export function Stat({ label, value, note, tone, href }: StatProps) {
  const content = (
    <>
      <span class="label">{label}</span>
      <strong class={tone}>{value}</strong>
      {note && <span class="note">{note}</span>}
    </>
  );
  return href ? (
    <Link class="stat" href={href}>
      {content}
    </Link>
  ) : (
    <div class="stat">{content}</div>
  );
}

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <p>
      <strong>{title}</strong>
    </p>
    {children}
  </div>
);

export function ErrorBox({ error, retry }: { error: unknown; retry?: () => void }) {
  const { message, requestId } = problemOf(error);
  return (
    <div class="error-box" role="alert">
      <p>{message}</p>
      {requestId && <p class="request-id">{t('error.requestId', { id: requestId })}</p>}
      {retry && <button onClick={retry}>{t('action.retry')}</button>}
    </div>
  );
}

/** Shows loaded data, or that it loads, or why it did not load. Old data stays when a later load fails. */
export function Shown<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ComponentChildren }) {
  const { data, error, reload } = of;
  if (data === undefined && error === undefined) return <p class="loading">{t('loading')}</p>;
  return (
    <>
      {error !== undefined && <ErrorBox error={error} retry={() => void reload()} />}
      {data !== undefined && children(data)}
    </>
  );
}

/** The time since a time of the server, counted up every second. */
export const Timer = ({ since }: { since: string }) => <span class="timer">{duration(secondsSince(since))}</span>;
