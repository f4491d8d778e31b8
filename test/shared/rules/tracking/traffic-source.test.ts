import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostIn, isSubdomainOf, pathOf, trafficSource } from '../../../../shared/rules/tracking/traffic-source.ts';

test.each([
  [{ utmSource: 'google', referrer: 'https://bing.com/' }, 'google'],
  [{ utmSource: ' Google ' }, 'google'],
  [{ referrer: 'https://google.com/search' }, 'google.com'],
  [{ referrer: 'https://www.google.com/search?q=1' }, 'google.com'],
  [{ utmSource: '', referrer: 'https://news.example.org' }, 'news.example.org'],
  [{ referrer: 'https://shop.example.com/cart', domain: 'www.example.com' }, 'direct'],
  [{ referrer: 'https://example.com/', domain: 'shop.example.com' }, 'direct'],
  [{ referrer: 'https://notexample.com/', domain: 'example.com' }, 'notexample.com'],
  [{ referrer: 'android-app://com.google.android.gm' }, 'com.google.android.gm'],
  [{ referrer: 'no address at all' }, 'direct'],
  [{}, 'direct'],
])('the source of %j is %s', (told, source) => {
  expect(trafficSource(told)).toBe(source);
});

test.each([
  ['/landing', '/landing'],
  ['/landing/', '/landing'],
  ['/', '/'],
  ['https://example.com/landing?email=somebody', '/landing'],
  ['/landing?x#y', '/landing'],
  ['landing', '/landing'],
  ['//', undefined],
  ['mailto:', undefined],
  ['', undefined],
  [undefined, undefined],
])('the path of %s is %s', (page, path) => {
  expect(pathOf(page)).toBe(path);
});

test('only a domain itself and its subdomains match the domain', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  fc.assert(
    fc.property(label, label, (sub, name) => {
      expect(isSubdomainOf(`${name}.com`, `${name}.com`)).toBe(true);
      expect(isSubdomainOf(`${sub}.${name}.com`, `${name}.com`)).toBe(true);
      expect(isSubdomainOf(`${sub}${name}.com`, `${name}.com`)).toBe(false);
      expect(isSubdomainOf(`${name}.com.${sub}.org`, `${name}.com`)).toBe(false);
    }),
  );
});

test('any input gives a source and throws no exception', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (utmSource, referrer, domain) => {
      expect(trafficSource({ utmSource, referrer, domain })).not.toBe('');
      expect(pathOf(referrer)).not.toBe('');
      expect(hostIn(domain)).not.toBe('');
    }),
  );
});
