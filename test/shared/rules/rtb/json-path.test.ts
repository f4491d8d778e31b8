import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathProblem, valueAt } from '../../../../shared/rules/rtb/json-path.ts';

const reply = { bid: { price: 8.75, tags: ['a', { deep: true }] }, accepted: false, 'x-y': 0 };

test.each([
  ['bid.price', 8.75],
  ['$.bid.price', 8.75],
  ['bid.tags[0]', 'a'],
  ['bid.tags[1].deep', true],
  ['accepted', false],
  ['x-y', 0],
  ['bid.nothing.at.all', undefined],
  ['bid.price.toFixed', undefined],
  ['bid.tags.length', 2],
])('%s is %s', (path, value) => expect(valueAt(reply, path)).toBe(value));

test('members that are not data cannot be reached', () => {
  const hostile = JSON.parse('{"__proto__":{"accepted":true},"constructor":{"name":"x"}}') as unknown;
  for (const path of ['__proto__.accepted', 'constructor.name', 'a.prototype', 'accepted', 'toString', 'valueOf'])
    expect(valueAt(hostile, path)).toBeUndefined();
  expect(pathProblem('__proto__.accepted')).toBeDefined();
});

test('an invalid or too deep path is refused', () => {
  for (const path of ['', '$', 'a..b', 'a[b]', 'a[', '[?(@.x)]', 'a[1', 'a.b.c.d.e.f.g.h.i'])
    expect(pathProblem(path)).toBeDefined();
  expect(pathProblem('a.b.c.d.e.f.g.h')).toBeUndefined();
});

test('any path on any reply yields a value or nothing, and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (document, path) => {
      expect(() => valueAt(document, path)).not.toThrow();
    }),
  );
});

test('a value at a path is found', () => {
  const name = fc.stringMatching(/^[a-z_]{1,8}$/);
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 8 }), fc.integer(), (names, value) => {
      fc.pre(!names.some((each) => /^(?:__proto__|constructor|prototype)$/.test(each)));
      const document = names.reduceRight<unknown>((inner, each) => ({ [each]: inner }), value);
      expect(valueAt(document, names.join('.'))).toBe(value);
    }),
  );
});
