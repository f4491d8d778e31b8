/** How the terms of a visit are stored. */
import { expect, test } from 'vitest';
import { createTrackedPages, trackVisit } from '../../../helpers/fixtures/tracking-tags.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();

test('a medium and a source have one spelling, however the page names and writes them', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const { tagCode } = pages.tag;
  const writings = [
    { utmSource: 'Google', utmMedium: 'CPC' },
    { utm_source: 'google', utm_medium: 'cpc' },
    { UTM_SOURCE: ' GOOGLE ', UTM_MEDIUM: ' Cpc ' },
    { page: 'https://shop.example/?UTM_Source=Google&utm_MEDIUM=CPC' },
  ];
  for (const [at, terms] of writings.entries()) await trackVisit(system, { tagCode, sessionId: `s${at}`, ...terms });
  const { sessions } = (await pages.owner.get('/api/tracking-sessions')).body;
  const seen = sessions.map(({ source, medium }: { source: string; medium: string }) => `${source}/${medium}`);
  expect(seen).toEqual(writings.map(() => 'google/cpc'));
});
