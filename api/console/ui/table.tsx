/** Tables that keep their sort and page in the address. On a narrow screen, each row becomes a card. */
import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { useAddress } from './address.ts';
import { t } from './texts.ts';

export type Column<Row> = {
  key: string;
  title: string;
  show: (row: Row) => ComponentChildren;
  /** With a value to sort by, a click on the title sorts the rows that are shown. */
  sort?: (row: Row) => string | number | null | undefined;
  isNumber?: boolean;
  class?: string;
};

type TableProps<Row> = {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  href?: (row: Row) => string;
  caption: string;
  /** The prefix of the names in the address, if a page has several tables. */
  name?: string;
  empty?: ComponentChildren;
};

const compare = (a: string | number | null | undefined, b: string | number | null | undefined): number => {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
};

function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], by: string): readonly Row[] {
  const isDescending = by.startsWith('-');
  const value = columns.find(({ key }) => key === by.replace(/^-/, ''))?.sort;
  if (!value) return rows;
  const ascending = rows.toSorted((a, b) => compare(value(a), value(b)));
  return isDescending ? ascending.toReversed() : ascending;
}

export function Table<Row>({ columns, rows, rowKey, href, caption, name = '', empty }: TableProps<Row>) {
  const [address, setAddress] = useAddress();
  const by = address.get(`${name}sort`) ?? '';
  if (rows.length === 0) return <>{empty ?? <p class="loading">{t('table.empty')}</p>}</>;
  return (
    <div class="table-scroll">
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} by={by} setBy={(sort) => setAddress({ [`${name}sort`]: sort })} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted(rows, columns, by).map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ key, title, show, isNumber, class: className = '' }, index) => (
                <td key={key} data-title={title} class={`${isNumber ? 'number' : ''} ${className}`}>
                  {href && index === 0 ? <Link href={href(row)}>{show(row)}</Link> : show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type HeadProps<Row> = { column: Column<Row>; by: string; setBy: (by: string) => void };

function Head<Row>({ column: { key, title, sort, isNumber }, by, setBy }: HeadProps<Row>) {
  const className = isNumber ? 'number' : '';
  if (!sort)
    return (
      <th scope="col" class={className}>
        {title}
      </th>
    );
  const order = by === key ? 'ascending' : by === `-${key}` ? 'descending' : 'none';
  return (
    <th scope="col" class={className} aria-sort={order}>
      <button class="plain sort" onClick={() => setBy(order === 'ascending' ? `-${key}` : key)}>
        {title}
        <span aria-hidden="true">{order === 'ascending' ? ' ↑' : order === 'descending' ? ' ↓' : ''}</span>
      </button>
    </th>
  );
}

type PagerProps = { limit: number; shown: number; total?: number | undefined; name?: string };

/** Buttons for the next and the previous page. The position is in the address. */
export function Pager({ limit, shown, total, name = '' }: PagerProps) {
  const [address, setAddress] = useAddress();
  const offset = Number(address.get(`${name}offset`) ?? 0);
  const hasNext = total === undefined ? shown === limit : offset + shown < total;
  if (offset === 0 && !hasNext) return null;
  const go = (to: number) => setAddress({ [`${name}offset`]: to > 0 ? String(to) : '' });
  const range = { from: offset + 1, to: offset + shown, total: total ?? '' };
  return (
    <nav class="pager" aria-label={t('table.pages')}>
      <button disabled={offset === 0} onClick={() => go(Math.max(0, offset - limit))}>
        {t('table.previous')}
      </button>
      <span>{t(total === undefined ? 'table.range' : 'table.rangeOf', range)}</span>
      <button disabled={!hasNext} onClick={() => go(offset + limit)}>
        {t('table.next')}
      </button>
    </nav>
  );
}
