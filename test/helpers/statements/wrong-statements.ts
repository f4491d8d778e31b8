/**
 * Wrong SQL statements. A test expects the check to report each wrong statement. The wrong statements are never run.
 */
import type { Sql } from '../../../sql/db.ts';

export const missingProperty = (sql: Sql) => sql<{ id: number; fullName: string }[]>`select id, name from agents`;

export const nullableColumn = (sql: Sql) => sql<{ email: string }[]>`select email from agents`;

export const outerJoin = (sql: Sql) => sql<{ groupName: string }[]>`
  select g.name as group_name from agents a left join agent_groups g on g.id = a.agent_group_id`;

export const wrongType = (sql: Sql) => sql<{ createdAt: string; id: string }[]>`select id, created_at from agents`;

export const narrowUnion = (sql: Sql) => sql<{ status: 'pending' | 'queued' }[]>`select status from leads`;

export const uncheckedUnion = (sql: Sql) => sql<{ name: 'Ann' | 'Bob' }[]>`select name from agents`;

export const sumOfNothing = (sql: Sql) => sql<[{ seconds: number }]>`select sum(talk_time) as seconds from calls`;

export const missingElse = (sql: Sql) => sql<{ late: boolean }[]>`
  select case when start_time is null then false end as late from calls`;

export const emptySubquery = (sql: Sql) => sql<{ caller: string }[]>`
  select (select from_number from calls c where c.agent_id = a.id limit 1) as caller from agents a`;

export const unionOfParts = (sql: Sql) => sql<{ at: Date }[]>`
  select created_at as at from calls union all select end_time from calls`;

export const nullInOneBranch = (sql: Sql, all: boolean) => sql<{ endTime: Date }[]>`
  select end_time from calls ${all ? sql`` : sql`where end_time is not null`}`;

const fragment = (sql: Sql, alias: string) => sql`${sql(alias)}.agent_id = 1`;
export const wrongAlias = (sql: Sql) => sql<{ id: number }[]>`select c.id from calls c where ${fragment(sql, 'k')}`;

export const wrongParameter = (sql: Sql, name: string) => sql<{ id: number }[]>`
  select id from agents where current_calls > ${name}`;

export const missingColumn = (sql: Sql, fields: { fullName: string }) => sql<{ id: number }[]>`
  update agents set ${sql(fields)} returning id`;

export const nullWritten = (sql: Sql, name: string | null) => sql<{ id: number }[]>`
  update agents set name = ${name} returning id`;

export const labelWritten = (sql: Sql, status: 'busy' | 'asleep') => sql<{ id: number }[]>`
  update agents set status = ${status} returning id`;

export const untypedNull = (sql: Sql, at: Date | null) => sql<{ id: number }[]>`
  select id from agents where ${at} is null`;

export const tooFewParameters = (sql: Sql, ids: number[]) => sql<{ id: number }[]>`
  select id from agents where make_interval(${ids.length}, ${ids.length}, 1, 1, 1, 1, 1, 1) > interval '1 day'`;

export const unreadable = (sql: Sql, condition: ReturnType<typeof fragment>) => sql<{ id: number }[]>`
  select id from agents where ${condition}`;

export const noRowType = async (sql: Sql) => {
  const [row] = await sql`select id from agents`;
  return row;
};

export const unsafeText = (sql: Sql, text: string) => sql.unsafe(text);

export const listWithoutIndex = async (sql: Sql, tenantId: number, limit: number, offset: number) =>
  await sql<{ id: number }[]>`
    select id from agents where tenant_id = ${tenantId} order by name limit ${limit} offset ${offset}`;

type AfterPriority = { after: number; limit: number; offset: number };

export const cursorWithoutIndex = async (sql: Sql, tenantId: number, { after, limit, offset }: AfterPriority) =>
  await sql<{ id: number }[]>`
    select id from agents where tenant_id = ${tenantId} and priority > ${after} order by id limit ${limit} offset ${offset}`;

export const listOfAllTenants = async (sql: Sql, tenantId: number, limit: number, offset: number) =>
  await sql<{ id: number }[]>`
    select id from recordings where tenant_id = ${tenantId} order by id limit ${limit} offset ${offset}`;
