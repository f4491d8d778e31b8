/** Uploaded files with leads or do-not-call numbers, and the progress of the imports of these files. */
import type {
  CountrySource,
  DuplicateCounts,
  ImportCounts,
  ImportKind,
  ImportStatus,
  OnDuplicate,
} from '../../shared/rules/leads/imports.ts';
import type { FileReading } from '../../shared/rules/leads/csv.ts';
import type { FieldMapping } from '../../shared/rules/leads/csv-columns.ts';
import type { RowError, RowWarning } from '../../shared/rules/leads/lead-row.ts';
import { today } from '../accounts/limits.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type ImportRow = ImportCounts &
  DuplicateCounts & {
    id: number;
    uuid: string;
    tenantId: number;
    kind: ImportKind;
    campaignId: number | null;
    campaignUuid: string | null;
    createdBy: number | null;
    fileName: string;
    fieldMapping: FieldMapping;
    defaultCountry: string | null;
    countryFrom: CountrySource | null;
    /** The encoding that the user has named; null if the encoding is detected. */
    encoding: string | null;
    /** The sheet of an Excel workbook that the user has named; null for the first visible sheet. */
    sheet: string | null;
    onDuplicate: OnDuplicate;
    status: ImportStatus;
    error: string | null;
    byteCount: number;
    bytesDone: number;
    lastRow: number;
    /** The size of the stored cells of rejected rows, in UTF-16 units of their JSON. */
    rejectedBytes: number;
    /** The number of warnings about rows that became leads, also of those that are not stored. */
    warnings: number;
    /** Null until the import has ended, and if the file could not be read. */
    reading: FileReading | null;
    createdAt: Date;
    finishedAt: Date | null;
  };

const selected = (sql: Sql) => sql`
  select i.*, k.uuid as campaign_uuid from lead_imports i left join campaigns k on k.id = i.campaign_id`;

export async function insertImport(
  sql: Sql,
  upload: Pick<ImportRow, 'tenantId' | 'kind' | 'createdBy' | 'fileName'>,
): Promise<{ id: number }> {
  const [row] = await sql<[{ id: number }]>`insert into lead_imports ${sql(upload)} returning id`;
  return row;
}

/**
 * Stores one part of the uploaded file.
 *
 * @crossTenant Safe: the same upload has created the import just before.
 */
export async function insertChunk(sql: Sql, importId: number, position: number, bytes: Buffer): Promise<void> {
  await sql`insert into lead_import_chunks (import_id, position, bytes) values (${importId}, ${position}, ${bytes})`;
}

/**
 * Counts bytes of an upload for the tenant's day. Returns false if the bytes would exceed the limit; then nothing is
 * counted.
 */
export async function countImportedBytes(
  sql: Sql,
  tenantId: number,
  bytes: number,
  limit: number | null,
): Promise<boolean> {
  const counted = await sql`
    insert into import_days as d (tenant_id, day, bytes)
    select ${tenantId}, ${today(sql)}, ${bytes}::bigint
    where ${limit}::float8 is null or ${bytes}::bigint <= ${limit}::float8
    on conflict (tenant_id, day) do update set bytes = d.bytes + excluded.bytes
      where ${limit}::float8 is null or d.bytes + excluded.bytes <= ${limit}::float8`;
  return counted.count === 1;
}

/** Counts imported rows for the tenant's day, in the same way as {@link countImportedBytes}. */
export async function countImportedRows(
  sql: Sql,
  tenantId: number,
  rows: number,
  limit: number | null,
): Promise<boolean> {
  const counted = await sql`
    insert into import_days as d (tenant_id, day, rows)
    select ${tenantId}, ${today(sql)}, ${rows}::bigint
    where ${limit}::float8 is null or ${rows}::bigint <= ${limit}::float8
    on conflict (tenant_id, day) do update set rows = d.rows + excluded.rows
      where ${limit}::float8 is null or d.rows + excluded.rows <= ${limit}::float8`;
  return counted.count === 1;
}

/** Returns what the tenant has uploaded today. */
export async function importedToday(sql: Sql, tenantId: number): Promise<{ bytes: number; rows: number }> {
  const [row] = await sql<{ bytes: number; rows: number }[]>`
    select bytes, rows from import_days where tenant_id = ${tenantId} and day = ${today(sql)}`;
  return row ?? { bytes: 0, rows: 0 };
}

/**
 * Marks an uploaded file as complete, so that a worker may import the file. Returns false if the file was marked
 * before.
 */
export async function releaseImport(
  sql: Sql,
  tenantId: number,
  id: number,
  upload: Pick<
    ImportRow,
    | 'campaignId'
    | 'fieldMapping'
    | 'defaultCountry'
    | 'countryFrom'
    | 'encoding'
    | 'sheet'
    | 'onDuplicate'
    | 'byteCount'
  >,
): Promise<boolean> {
  const released = await sql`
    update lead_imports set ${sql(upload)}, status = 'pending'
    where id = ${id} and tenant_id = ${tenantId} and status = 'uploading'`;
  return released.count === 1;
}

/** Deletes an upload that was not completed, with the stored parts of the file. */
export async function deleteUpload(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`delete from lead_imports where id = ${id} and tenant_id = ${tenantId} and status = 'uploading'`;
}

export async function importByKey(sql: Sql, tenantId: number, key: Key): Promise<ImportRow | undefined> {
  const [row] = await sql<ImportRow[]>`
    ${selected(sql)} where i.tenant_id = ${tenantId} and ${keyMatches(sql, 'i', key)} and i.status <> 'uploading'`;
  return row;
}

type ImportFilter = { kind?: ImportKind; campaign?: Key };

const filtered = (sql: Sql, tenantId: number, { kind, campaign }: ImportFilter) => sql`
  i.tenant_id = ${tenantId} and i.status <> 'uploading'
  ${kind ? sql`and i.kind = ${kind}` : sql``} ${campaign ? sql`and ${keyMatches(sql, 'k', campaign)}` : sql``}`;

export async function listImports(sql: Sql, tenantId: number, filter: ImportFilter & Page): Promise<ImportRow[]> {
  return await sql<ImportRow[]>`
    ${selected(sql)} where ${filtered(sql, tenantId, filter)} ${newestFirst(sql, 'i', filter)}`;
}

export async function countImports(sql: Sql, tenantId: number, filter: ImportFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from lead_imports i left join campaigns k on k.id = i.campaign_id
    where ${filtered(sql, tenantId, filter)}`;
  return row.count;
}

/**
 * Lists the row errors of an import in the order of the rows in the file. A row has at most one error, so the row is the
 * position.
 */
export async function listImportErrors(
  sql: Sql,
  tenantId: number,
  importId: number,
  { limit, offset, after = 0 }: Page,
): Promise<RowError[]> {
  return await sql<RowError[]>`
    select e.row, e.field, e.value, e.error
    from lead_import_errors e join lead_imports i on i.id = e.import_id
    where i.tenant_id = ${tenantId} and e.import_id = ${importId} and e.row > ${after}
    order by e.row limit ${limit} offset ${offset}`;
}

export async function countImportErrors(sql: Sql, tenantId: number, importId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from lead_import_errors e join lead_imports i on i.id = e.import_id
    where i.tenant_id = ${tenantId} and e.import_id = ${importId}`;
  return row.count;
}

/**
 * Locks an import for as long as the connection is open. Returns false if another connection has the lock. If a process
 * is killed, Postgres closes the connection and releases the lock, so the next run of the import need not wait.
 */
export async function lockImport(sql: Sql, id: number): Promise<boolean> {
  const [row] = await sql<[{ locked: boolean }]>`
    select pg_try_advisory_lock(hashtext('leads.import'), ${id}::int) as locked`;
  return row.locked;
}

/**
 * Claims an import that is new or was interrupted. Returns undefined if the import has ended.
 *
 * @crossTenant Safe: the job `leads.import` names the import by id, and the import's row names the tenant.
 */
export async function claimImport(sql: Sql, id: number): Promise<ImportRow | undefined> {
  const claimed = await sql`
    update lead_imports set status = 'running' where id = ${id} and status in ('pending', 'running')`;
  return claimed.count === 0 ? undefined : importById(sql, id);
}

/**
 * @crossTenant Safe: the job `leads.import` or the upload names the import by id, and the import's row names the
 *   tenant.
 */
export async function importById(sql: Sql, id: number): Promise<ImportRow | undefined> {
  const [row] = await sql<ImportRow[]>`${selected(sql)} where i.id = ${id}`;
  return row;
}

/** @crossTenant Safe: the caller has claimed the import. */
export async function findImportChunk(sql: Sql, importId: number, position: number): Promise<Buffer | undefined> {
  const [row] = await sql<{ bytes: Buffer }[]>`
    select bytes from lead_import_chunks where import_id = ${importId} and position = ${position}`;
  return row?.bytes;
}

/** A row error with the cells of the row as JSON. A note about a stored row has no cells. */
export type StoredError = RowError & { cells?: string | undefined };

/** @crossTenant Safe: the caller has claimed the import. */
export async function insertImportErrors(sql: Sql, importId: number, errors: StoredError[]): Promise<void> {
  await sql`
    insert into lead_import_errors (import_id, row, field, value, error, cells)
    select ${importId}::bigint, e.row, e.field, e.value, e.error, e.cells::jsonb from unnest(
      ${errors.map((error) => error.row)}::int[], ${errors.map((error) => error.field)}::text[],
      ${errors.map((error) => error.value)}::text[], ${errors.map((error) => error.error)}::text[],
      ${errors.map((error) => error.cells ?? null)}::text[]) as e (row, field, value, error, cells)`;
}

/** Lists the rejected rows of an import whose cells are stored, in the order of the rows in the file. */
export async function listRejectedRows(
  sql: Sql,
  tenantId: number,
  importId: number,
  { limit, afterRow }: { limit: number; afterRow: number },
): Promise<{ row: number; error: string; cells: string[] }[]> {
  return await sql<{ row: number; error: string; cells: string[] }[]>`
    select e.row, e.error, e.cells
    from lead_import_errors e join lead_imports i on i.id = e.import_id
    where i.tenant_id = ${tenantId} and e.import_id = ${importId} and e.row > ${afterRow} and e.cells is not null
    order by e.row limit ${limit}`;
}

export type ImportWarningRow = RowWarning & { id: number };
export type WarningPosition = Pick<ImportWarningRow, 'row' | 'id'>;

/** Lists the warnings of an import in the order of the rows in the file. */
export async function listImportWarnings(
  sql: Sql,
  tenantId: number,
  importId: number,
  { limit, offset, after }: Page<WarningPosition>,
): Promise<ImportWarningRow[]> {
  return await sql<ImportWarningRow[]>`
    select w.id, w.row, w."column", w.value, w.reason
    from lead_import_warnings w join lead_imports i on i.id = w.import_id
    where i.tenant_id = ${tenantId} and w.import_id = ${importId}
      ${after === undefined ? sql`` : sql`and (w.row, w.id) > (${after.row}, ${after.id})`}
    order by w.row, w.id limit ${limit} offset ${offset}`;
}

/** @crossTenant Safe: the caller has claimed the import. */
export async function insertImportWarnings(sql: Sql, importId: number, warnings: RowWarning[]): Promise<void> {
  await sql`
    insert into lead_import_warnings (import_id, row, "column", value, reason)
    select ${importId}::bigint, w.* from unnest(
      ${warnings.map(({ row }) => row)}::int[], ${warnings.map(({ column }) => column)}::text[],
      ${warnings.map(({ value }) => value)}::text[], ${warnings.map(({ reason }) => reason)}::text[]) as w`;
}

/**
 * Adds the result of a batch of rows to the progress of an import. Returns false if another run has advanced the import
 * past `seenLastRow`.
 *
 * @crossTenant Safe: the caller has claimed the import.
 */
export async function advanceImport(
  sql: Sql,
  id: number,
  seenLastRow: number,
  step: ImportCounts &
    DuplicateCounts & { lastRow: number; bytesDone: number; warnings: number; rejectedBytes: number },
): Promise<boolean> {
  const advanced = await sql`
    update lead_imports set last_row = ${step.lastRow}, bytes_done = ${step.bytesDone},
      inserted = inserted + ${step.inserted}, invalid = invalid + ${step.invalid},
      duplicates = duplicates + ${step.duplicates}, dnc = dnc + ${step.dnc}, warnings = warnings + ${step.warnings},
      rejected_bytes = ${step.rejectedBytes}, updated = updated + ${step.updated}, requeued = requeued + ${step.requeued}
    where id = ${id} and status = 'running' and last_row = ${seenLastRow}`;
  return advanced.count === 1;
}

/**
 * Ends an import and deletes the stored parts of the file.
 *
 * @crossTenant Safe: the caller has claimed the import.
 */
export async function finishImport(
  sql: Sql,
  id: number,
  outcome: { status: 'completed' | 'failed'; error: string | null; reading: FileReading | null },
): Promise<void> {
  const finished = await sql`
    update lead_imports set ${sql(outcome)}, bytes_done = byte_count, finished_at = clock_now()
    where id = ${id} and status = 'running'`;
  if (finished.count === 1) await sql`delete from lead_import_chunks where import_id = ${id}`;
}

/**
 * Deletes old uploads that were never completed.
 *
 * @crossTenant Safe: the cleanup deletes the old uploads of all tenants.
 */
export async function deleteStaleUploadRows(sql: Sql, afterSeconds: number): Promise<number> {
  const deleted = await sql`
    delete from lead_imports
    where status = 'uploading' and created_at < clock_now() - make_interval(secs => ${afterSeconds})`;
  return deleted.count;
}

/** @crossTenant Safe: the sweeper resumes the imports of all tenants. */
export async function listUnfinishedImportIds(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from lead_imports where status in ('pending', 'running') order by id limit 100`;
  return rows.map(({ id }) => id);
}
