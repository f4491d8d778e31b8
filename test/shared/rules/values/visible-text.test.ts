import { expect, test } from 'vitest';
import { isVisibleLine } from '../../../../shared/rules/values/visible-text.ts';

test.each([
  'Jane Smith-O’Connor',
  'José Núñez',
  'Nguyễn Văn Ánh',
  'محمد بن سلمان',
  'علی‌رضا', // Persian, with U+200C between two letters
  'דוד לוי',
  'शक्‍ति', // Hindi, with U+200D after a virama
  '山田太郎',
  '葛󠄀城', // a Japanese name with a variation selector
  'Sales 👩‍💻 Team ❤️‍🔥',
  'Łukasz  Żółć',
  '',
])('the name %s is accepted', (name) => {
  expect(isVisibleLine(name)).toBe(true);
});

test.each([
  ['a line break', 'Jane\nSmith'],
  ['a carriage return', 'Jane\rSmith'],
  ['a tab', 'Jane\tSmith'],
  ['an escape', 'Jane\u001b[31m'],
  ['a C1 control', 'Jane\u0085'],
  ['a right-to-left override', 'invoice\u202Efdp.exe'],
  ['an isolate', 'a\u2066b'],
  ['a direction mark', 'a\u200Fb'],
  ['a zero-width space', 'ad\u200Bmin'],
  ['a zero-width joiner in a Latin name', 'ad\u200Dmin'],
  ['a joiner at the end', 'علی\u200C'],
  ['two joiners', 'علی\u200C\u200Cرضا'],
  ['a byte order mark', '\uFEFFadmin'],
  ['a soft hyphen', 'ad\u00ADmin'],
  ['a word joiner', 'ad\u2060min'],
  ['a Hangul filler', '\u3164'],
  ['a line separator', 'a\u2028b'],
  ['hidden tags', 'a\u{E0041}\u{E007F}'],
])('a name with %s is refused', (_what, name) => {
  expect(isVisibleLine(name)).toBe(false);
});
