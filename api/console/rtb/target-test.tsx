/** Sends a ping to a target without a call, and shows what was sent and how an auction would judge the response. */
import { useState } from 'preact/hooks';
import { dataOf, pro } from '../ui/api.ts';
import { Form } from '../ui/form.tsx';
import { money, phone } from '../ui/format.ts';
import { Badge } from '../ui/parts.tsx';
import { t } from '../ui/texts.ts';
import { fieldsOf, PHONE, readerOf } from '../ui/values.tsx';
import type { Target } from './target-form.tsx';

type Reply = Awaited<
  ReturnType<typeof pro.POST<'/rtb/targets/{id}/test', { params: { path: { id: number } }; body: object }>>
>;
type Result = NonNullable<Reply['data']>;

export function TargetTest({ target }: { target: Target }) {
  const [result, setResult] = useState<Result | undefined>(undefined);
  const run = async (values: Record<string, string>) => {
    const callerId = readerOf(values).phone('callerId');
    const params = { path: { id: target.id } };
    setResult(await dataOf(pro.POST('/rtb/targets/{id}/test', { params, body: callerId ? { callerId } : {} })));
  };
  return (
    <>
      <Form onSubmit={run} submit={t('test.send')}>
        {(problems) => fieldsOf({}, problems)('callerId', t('test.callerId'), { ...PHONE, hint: t('test.hint') })}
      </Form>
      {result && <TestResult target={target} result={result} />}
    </>
  );
}

function TestResult({ target, result }: { target: Target; result: Result }) {
  const { success, message, bidAmount, currency, destinationNumber, accepted, responseTimeMs, httpStatus } = result;
  return (
    <section class="test-result" role="status" aria-label={t('test.result')}>
      <p>
        <Badge tone={success ? 'good' : 'bad'}>{t(success ? 'test.valid' : 'test.invalid')}</Badge> {message}
      </p>
      {result.request && <Sent target={target} sent={result.request} />}
      <h3>{t('test.response')}</h3>
      <dl class="facts">
        <dt>{t('test.status')}</dt>
        <dd>{httpStatus ?? t('test.noResponse')}</dd>
        <dt>{t('auction.latency')}</dt>
        <dd>{`${responseTimeMs} ms`}</dd>
        <dt>{t('auction.bid')}</dt>
        <dd>
          {money(bidAmount, currency)} <span class="note">{target.bidAmountPath}</span>
        </dd>
        <dt>{t('test.accepted')}</dt>
        <dd>
          {t(accepted ? 'yes' : 'no')} <span class="note">{target.acceptancePath}</span>
        </dd>
        <dt>{t('test.destination')}</dt>
        <dd>
          {phone(destinationNumber)} <span class="note">{target.destinationNumberPath}</span>
        </dd>
      </dl>
      <p class="hint">{t('test.response.hint')}</p>
    </section>
  );
}

function Sent({ target, sent }: { target: Target; sent: NonNullable<Result['request']> }) {
  const { origin, pathname } = new URL(target.endpointUrl);
  const headers = Object.entries(sent.headers).map(([name, value]) => `${name}: ${value}`);
  const lines = [`${sent.method} ${origin}${pathname}${sent.query ?? ''}`, ...headers];
  return (
    <>
      <h3>{t('test.request')}</h3>
      <pre tabIndex={0} aria-label={t('test.request')}>
        {[...lines, ...(sent.body === null ? [] : ['', pretty(sent.body)])].join('\n')}
      </pre>
    </>
  );
}

/** Returns JSON with line breaks, and any other body as it is. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
