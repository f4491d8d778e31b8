import { expect, test } from 'vitest';
import { summarize } from '../../../scripts/pacing-lab/statistics.ts';

test('a summary weights the days by their answers and contains the worst day', () => {
  const day = { talkShare: 0.7, dials: 10, idleSeconds: 1, humansAsMachines: 0, decisionMsMax: 1 };
  const rows = summarize('s', 'd', [
    { ...day, answered: 100, abandoned: 4 },
    { ...day, answered: 300, abandoned: 4 },
  ]);
  expect(rows).toMatchObject({ talk: 70, talkHalfWidth: 0, abandoned: 2, worstDay: 4, dialsPerAnswer: 0.05 });
});
