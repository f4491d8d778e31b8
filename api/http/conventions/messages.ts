/**
 * The sentences about invalid input. A schema may have a sentence of its own. Otherwise the sentence comes from here, and
 * never from the library. Every sentence continues the name of the field: `name is required`.
 */
import { z } from '@hono/zod-openapi';

type Issue = z.core.$ZodRawIssue;

const TYPE_NAMES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const FORMAT_NAMES: Record<string, string> = {
  email: 'an e-mail address, such as jane@example.com',
  url: 'a URL, such as https://example.com',
  uuid: 'a UUID',
  datetime: 'a time with its zone, such as 2024-01-01T09:00:00Z',
  date: 'a date, such as 2024-01-31',
};

const UNITS: Record<string, string> = { string: ' characters', array: ' entries', set: ' entries', record: ' members' };
const ONE: Record<string, string> = { string: ' character', array: ' entry', set: ' entry', record: ' member' };

/** Returns an amount with its unit, such as `1 character`. A number has no unit. */
const amount = (count: number | bigint, origin: string) =>
  `${count}${(Number(count) === 1 ? ONE[origin] : UNITS[origin]) ?? ''}`;

function describeSize(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const isSmall = issue.code === 'too_small';
  const limit = amount(isSmall ? issue.minimum : issue.maximum, issue.origin);
  const has = issue.origin in UNITS ? 'have' : 'be';
  if (isSmall && issue.origin === 'string' && Number(issue.minimum) === 1) return 'must not be empty';
  if (issue.exact) return `must ${has} exactly ${limit}`;
  if (issue.inclusive === false) return `must be ${isSmall ? 'more' : 'less'} than ${limit}`;
  return `must ${has} at ${isSmall ? 'least' : 'most'} ${limit}`;
}

function describeIssue(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case 'too_small':
    case 'too_big':
      return describeSize(issue);
    case 'invalid_format':
      return FORMAT_NAMES[issue.format] ? `must be ${FORMAT_NAMES[issue.format]}` : 'has the wrong form';
    case 'invalid_value':
      if (issue.input === undefined) return 'is required';
      return `must be ${issue.values.length > 1 ? 'one of: ' : ''}${issue.values.map(String).join(', ')}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'unrecognized_keys':
      break;
  }
  return issue.input === undefined ? 'is required' : 'has the wrong form';
}

/** Makes zod use our sentences. A sentence of a schema still comes first. */
export function useOurMessages(): void {
  z.config({ localeError: describeIssue });
}
