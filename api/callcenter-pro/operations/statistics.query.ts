/** What the routes of statistics share. */
import { z } from '@hono/zod-openapi';
import { statisticsDays } from '../conventions.ts';

/** Maximum number of entries in each list of the best campaigns, buyers and agents. */
export const TOP_MAX = 5;

export const StatisticsQuery = z.object({ days: statisticsDays });

export const STATISTICS_DESCRIPTION =
  'Counts ended calls by the day on which they began, in the time zone of the account. Today is the last of the `days`.';
