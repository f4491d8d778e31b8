/** Creates the SQL text that the driver writes for `sql(object)`. The text depends on the SQL keyword before `sql(`. */
import { membersOf, isNullish, type Project } from './project.ts';
import { type Columns, type Parameter, type Part, UnreadableStatement } from './values.ts';

const KEYWORDS = /\b(insert|update|values|select|in)\b/gi;

/** Converts a property name to a column name, exactly like the driver's function `fromCamel`. */
const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const commaSeparated = (parts: readonly Part[][]): Part[] =>
  parts.flatMap((part, index) => (index > 0 ? [', ', ...part] : part));

export function columnsText({ node, names }: Columns, before: readonly Part[], project: Project): Part[] {
  const text = before.map((part) => (typeof part === 'string' ? part : '$')).join('');
  const keyword = text.match(KEYWORDS)?.at(-1)?.toLowerCase();
  const columns = propertiesOf({ node, names }, project);
  if (keyword === 'insert')
    return [
      `(${columns.map(({ name }) => `"${snakeCase(name)}"`).join(', ')}) values (`,
      ...commaSeparated(columns.map(({ parameter }) => [parameter])),
      ')',
    ];
  if (keyword === 'update')
    return commaSeparated(columns.map(({ name, parameter }) => [`"${snakeCase(name)}" = `, parameter]));
  throw new UnreadableStatement(`sql(object) can be checked after insert and update only, not after ${keyword}`, node);
}

function propertiesOf(
  { node, names }: Omit<Columns, 'kind'>,
  project: Project,
): { name: string; parameter: Parameter }[] {
  const type = project.typeOf(node);
  const element = type && (project.elementOf(type) ?? type);
  const [object] = element ? membersOf(element).filter((member) => !isNullish(member)) : [];
  if (!object) throw new UnreadableStatement('the type of the object is not known', node);
  return project
    .propertiesOf(object)
    .filter(({ name }) => names?.includes(name) ?? true)
    .map(({ name, type, isOptional }) => ({ name, parameter: { type, node, isOptional } }));
}
