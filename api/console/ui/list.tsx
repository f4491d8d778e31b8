/** Lists that the console reads page by page, by cursor. The cursor and the filter are in the address. */
import { useSearchParams } from 'wouter-preact';
import { nextCursor } from '../../client/client.ts';
import { useAddress } from './address.ts';
import { dataOf } from './api.ts';
import { Field } from './form.tsx';
import { number } from './format.ts';
import { t } from './texts.ts';

type Request<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

export type ListPage<T> = {
  data: NonNullable<T>;
  /** The cursor of the next page; undefined on the last page. */
  next: string | undefined;
  /** The number of objects on all pages. */
  total: number;
};

/** Returns the body of a list, the cursor of its next page, and its size. */
export async function readPage<T>(request: Request<T>): Promise<ListPage<T>> {
  const data = await dataOf(request);
  const { response } = await request;
  return { data, next: nextCursor(response), total: Number(response.headers.get('x-total-count')) };
}

/** Returns the cursor in the address, as a query of the API. */
export function useCursor(): { after?: string } {
  const [address] = useAddress();
  const after = address.get('after');
  return after ? { after } : {};
}

/** Buttons for the first and the next page. The browser's own button leads back to the page before. */
export function CursorPager({ page: { next, total } }: { page: ListPage<unknown> }) {
  const [address, setAddress] = useSearchParams();
  const isFirst = !address.get('after');
  if (isFirst && !next) return null;
  const go = (after: string | undefined) =>
    setAddress((before) => {
      const values = new URLSearchParams(before);
      if (after === undefined) values.delete('after');
      else values.set('after', after);
      return values;
    });
  return (
    <nav class="pager" aria-label={t('table.pages')}>
      <button disabled={isFirst} onClick={() => go(undefined)}>
        {t('table.first')}
      </button>
      <span>{t('table.total', { total: number(total) })}</span>
      <button disabled={!next} onClick={() => go(next)}>
        {t('table.next')}
      </button>
    </nav>
  );
}

/** A field that filters the shown rows. Its text is in the address. */
export function FilterBox() {
  const [address, setAddress] = useAddress();
  return (
    <div class="filters">
      <Field
        label={t('table.filter')}
        name="q"
        type="search"
        value={address.get('q') ?? ''}
        onInput={(q) => setAddress({ q })}
      />
    </div>
  );
}

/** Returns the rows that contain the text of the {@link FilterBox}. */
export function useFiltered<Row>(rows: readonly Row[], textOf: (row: Row) => string): readonly Row[] {
  const [address] = useAddress();
  const wanted = (address.get('q') ?? '').toLowerCase();
  return wanted === '' ? rows : rows.filter((row) => textOf(row).toLowerCase().includes(wanted));
}
