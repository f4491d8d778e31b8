import { expect, test } from 'vitest';
import {
  answerShare,
  answerShareMax,
  emptyAnswers,
  recordAnswer,
} from '../../../../shared/rules/pacing/answer-share.ts';

test('the answer share follows a list that turns bad within a few hundred calls', () => {
  const answers = emptyAnswers();
  for (let call = 0; call < 2000; call += 1) recordAnswer(answers, call % 5 < 2 ? 1 : 0);
  expect(answerShare(answers)).toBeCloseTo(0.4, 1);
  for (let call = 0; call < 300; call += 1) recordAnswer(answers, call % 20 < 3 ? 1 : 0);
  expect(answerShare(answers)).toBeLessThan(0.21);
});

test('on a steady list the longest memory weighs most, and a run of luck moves the estimate little', () => {
  const answers = emptyAnswers();
  for (let call = 0; call < 5000; call += 1) recordAnswer(answers, call % 10 < 3 ? 1 : 0);
  const longest = answers.at(-1)!;
  expect(longest.weight).toBeGreaterThan(answers[0]!.weight);
  for (let call = 0; call < 12; call += 1) recordAnswer(answers, call % 2);
  expect(answerShare(answers)).toBeCloseTo(0.3, 1);
});

test('in a poor stretch of a list with clumps the maximum still remembers the rich stretches', () => {
  const answers = emptyAnswers();
  for (let call = 0; call < 5000; call += 1)
    recordAnswer(answers, (call % 200 < 100 ? call % 5 < 3 : call % 10 < 1) ? 1 : 0);
  expect(answerShare(answers)).toBeLessThan(0.25);
  expect(answerShareMax(answers)).toBeGreaterThan(0.3);
});
