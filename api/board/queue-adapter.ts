import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { Job, Queue } from 'bullmq';
import { UUID_PATTERN } from '../http/ids.ts';

/**
 * Shows a queue in Bull Board without personal data. Jobs carry phone numbers, names and the callbacks of the carrier,
 * and errors repeat such values. So this adapter shows only what is listed here, and hides every other field, also a
 * field that a later version of the library adds.
 *
 * The queue is read-only for the library: the library then refuses every change. Retry and promotion of one job are our
 * own routes (`board.ts`).
 */
export class ReadOnlyQueueAdapter extends BullMQAdapter {
  constructor(queue: Queue) {
    super(queue, { readOnlyMode: true });
  }

  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && limitFields(job);
  }

  override async getJobs(...range: Parameters<BullMQAdapter['getJobs']>): Promise<Job[]> {
    return (await super.getJobs(...range)).map(limitFields);
  }

  /** Lines that a job wrote may contain any value, so none is shown. */
  override async getJobLogs(): Promise<string[]> {
    return [];
  }

  override async getJobSchedulers(): ReturnType<BullMQAdapter['getJobSchedulers']> {
    const schedulers = await super.getJobSchedulers();
    return schedulers.map(({ template: _template, ...scheduler }) => scheduler);
  }
}

/** Replaces the job's JSON, which is the only thing that the library shows, by the fields that may be shown. */
function limitFields(job: Job): Job {
  const json = job.toJSON();
  const { attempts, delay, priority } = json.opts;
  const shown = {
    id: json.id,
    name: json.name,
    timestamp: json.timestamp,
    processedOn: json.processedOn,
    finishedOn: json.finishedOn,
    attemptsMade: json.attemptsMade,
    delay: json.delay,
    priority: json.priority,
    opts: { attempts, delay, priority },
    data: idsOf(json.data),
    ...(json.failedReason !== undefined && { failedReason: errorName(json.stacktrace) }),
  };
  return Object.assign(job, { toJSON: () => shown });
}

/**
 * Returns the ids in the data of a job: the id of the HTTP request, and the fields of the payload that are named as ids
 * and contain a number or a uuid.
 */
function idsOf(data: unknown): Record<string, unknown> {
  const { payload, requestId } = (data ?? {}) as { payload?: unknown; requestId?: unknown };
  const fields = Object.entries({ ...(payload as object | undefined), requestId });
  return Object.fromEntries(
    fields.filter(
      ([name, value]) => /I?d$/.test(name) && (Number.isSafeInteger(value) || UUID_PATTERN.test(String(value))),
    ),
  );
}

/** Returns the class of an error and where its text is. The text itself may contain personal data. */
function errorName(stacktrace: unknown): string {
  const last = Array.isArray(stacktrace) ? String(stacktrace.at(-1)) : '';
  const name = /^[A-Z][A-Za-z]*Error(?=:|\n|$)/.exec(last)?.[0] ?? 'Error';
  return `${name}. The log has the text: search it for the id of the job.`;
}
