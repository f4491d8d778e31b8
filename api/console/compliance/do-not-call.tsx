/** The do-not-call list of the account: find, add, import and remove numbers. */
import { useState } from 'preact/hooks';
import { useAddress } from '../ui/address.ts';
import { dataOf, dialer } from '../ui/api.ts';
import { Field, Form } from '../ui/form.tsx';
import { useLoad } from '../ui/load.ts';
import { Card, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { Pager } from '../ui/table.tsx';
import { count, t } from '../ui/texts.ts';
import { AddNumber, DoNotCallTable } from './do-not-call-table.tsx';

const LIMIT = 50;

const readList = (phone: string, offset: number) =>
  dataOf(dialer.GET('/dnc', { params: { query: { ...(phone && { phone }), limit: LIMIT, offset } } }));

export function DoNotCallScreen() {
  const [address, setAddress] = useAddress();
  const [phone, offset] = [address.get('phone') ?? '', Number(address.get('offset') ?? 0)];
  const [typed, setTyped] = useState(phone);
  const list = useLoad(() => readList(phone, offset), [phone, offset]);
  return (
    <Page title={t('nav.doNotCall')} note={t('dnc.note')}>
      <Card>
        <form
          class="filters"
          onSubmit={(event) => {
            event.preventDefault();
            setAddress({ phone: typed.trim(), offset: '' });
          }}
        >
          <Field label={t('calls.phone')} name="phone" inputMode="tel" value={typed} onInput={setTyped} />
          <button>{t('calls.filter')}</button>
        </form>
        <Shown of={list}>
          {(data) => (
            <>
              <DoNotCallTable rows={data.dnc} reload={list.reload} />
              <Pager limit={LIMIT} shown={data.dnc.length} total={data.total} />
            </>
          )}
        </Shown>
      </Card>
      {may('dnc.write') && (
        <div class="columns">
          <Card title={t('dnc.add.title')}>
            <AddNumber reload={list.reload} />
          </Card>
          <Card title={t('dnc.import')}>
            <Import reload={list.reload} />
          </Card>
        </div>
      )}
    </Page>
  );
}

function Import({ reload }: { reload: () => Promise<void> }) {
  const [result, setResult] = useState('');
  const upload = async (_values: unknown, form: FormData) => {
    const file = form.get('file');
    if (!(file instanceof File)) return;
    const { results } = await dataOf(dialer.POST('/dnc/upload', { body: { file } }));
    setResult(count('dnc.imported', results.inserted, { duplicates: results.duplicates, invalid: results.invalid }));
    await reload();
  };
  return (
    <Form onSubmit={upload} submit={t('dnc.import.submit')}>
      {(problems) => (
        <>
          {result && (
            <p class="callout" role="status">
              {result}
            </p>
          )}
          <Field
            label={t('dnc.import.file')}
            hint={t('dnc.import.hint')}
            name="file"
            type="file"
            problem={problems['file']}
            required
          />
        </>
      )}
    </Form>
  );
}
