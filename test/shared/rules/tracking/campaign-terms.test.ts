import { expect, test } from 'vitest';
import { campaignTerms, visitorTags } from '../../../../shared/rules/tracking/campaign-terms.ts';

test.each([
  [{ utmSource: 'google' }, [], { utmSource: 'google' }],
  [{ UTM_SOURCE: 'Google', utm_Medium: 'CPC' }, [], { utmSource: 'Google', utmMedium: 'CPC' }],
  [{ gclid: 'EAIaIQ', FBCLID: 'IwAR0', msclkid: 7 }, [], { gclid: 'EAIaIQ', fbclid: 'IwAR0', msclkid: '7' }],
  [{ utmSource: null }, ['/p?UTM_Source=bing&GCLID=x#a'], { utmSource: 'bing', gclid: 'x' }],
  [{ utmSource: 'sent' }, ['https://a.example/?utm_source=page'], { utmSource: 'sent' }],
  [{ utmSource: { a: 1 }, other: 'x' }, ['http://[', undefined], {}],
])('%j with the pages %j', (members, urls, expected) => {
  expect(campaignTerms(members, urls)).toEqual(expected);
});

const same = (text: string) => text;

test('tags are short texts with names that can be placeholders', () => {
  expect(visitorTags({ zip: 94103, sub_1: 'a', 'bad name': 'x', list: [1], none: null }, same)).toEqual({
    zip: '94103',
    sub_1: 'a',
  });
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`t${n}`, 'x'.repeat(500)]));
  const tags = visitorTags(many, same);
  expect([Object.keys(tags).length, tags['t0']?.length]).toEqual([20, 200]);
  for (const nothing of [undefined, null, 'text', ['a']]) expect(visitorTags(nothing, same)).toEqual({});
});
