/** Search for numbers that the carrier sells, and buy one; or register a number that the account already has. */
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { useAddress } from '../ui/address.ts';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { Field, Form } from '../ui/form.tsx';
import { phone } from '../ui/format.ts';
import { useLoad } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { fieldsOf, PHONE, readerOf } from '../ui/values.tsx';

const TYPES = ['local', 'toll_free', 'mobile'] as const;
const SEARCH_LIMIT = 20;

function search(address: URLSearchParams) {
  const [areaCode, contains, country] = ['areaCode', 'contains', 'country'].map((name) => address.get(name));
  const type = TYPES.find((each) => each === address.get('type')) ?? 'local';
  const query = {
    type,
    country: country || 'US',
    ...(areaCode && { areaCode }),
    ...(contains && { contains }),
    limit: SEARCH_LIMIT,
  };
  return dataOf(pro.GET('/phone-numbers/search', { params: { query } }));
}

type Offer = Awaited<ReturnType<typeof search>>['availableNumbers'][number];

export function BuyNumberScreen() {
  const [address] = useAddress();
  return (
    <Page title={t('numbers.buy')} note={t('numbers.buy.note')}>
      <Card>
        <SearchForm />
        {address.get('type') ? <Offers key={address.toString()} /> : <Empty title={t('numbers.search.start')} />}
      </Card>
    </Page>
  );
}

function SearchForm() {
  const [address, setAddress] = useAddress();
  const value = (name: string) => address.get(name) ?? '';
  return (
    <form
      class="filters"
      role="search"
      aria-label={t('numbers.buy')}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const names = ['areaCode', 'contains', 'country', 'type'];
        const sent = names.map((name) => [name, form.get(name)] as const);
        setAddress(Object.fromEntries(sent.map(([name, text]) => [name, typeof text === 'string' ? text.trim() : ''])));
      }}
    >
      <Field label={t('numbers.country')} name="country" value={value('country') || 'US'} />
      <Field
        label={t('numbers.type')}
        name="type"
        value={value('type')}
        options={TYPES.map((each) => [each, word('numberType', each)] as const)}
      />
      <Field
        label={t('numbers.areaCode')}
        name="areaCode"
        value={value('areaCode')}
        inputMode="numeric"
        placeholder="212"
      />
      <Field label={t('numbers.contains')} name="contains" value={value('contains')} placeholder="555*" />
      <button class="primary">{t('numbers.search')}</button>
    </form>
  );
}

function Offers() {
  const [address] = useAddress();
  const [, go] = useLocation();
  const [isBuying, setBuying] = useState(false);
  const offers = useLoad(() => search(address), []);
  const buy = async ({ phoneNumber }: Offer) => {
    const number = phone(phoneNumber);
    const question = { title: t('numbers.buy.title', { number }), body: t('numbers.buy.body') };
    if (!(await confirm({ ...question, action: t('numbers.buy.action') }))) return;
    setBuying(true);
    await act(async () => {
      const body = { phoneNumber, friendlyName: null, voiceUrl: null, statusCallback: null };
      const bought = await dataOf(pro.POST('/phone-numbers/purchase', { body }));
      const isPending = 'statusUrl' in bought;
      notifyDone(t(isPending ? 'numbers.buy.pending' : 'numbers.buy.done', { number }));
      go(isPending ? '/numbers' : `/numbers/${bought.id}`);
    });
    setBuying(false);
  };
  const columns: readonly Column<Offer>[] = [
    {
      key: 'number',
      title: t('number'),
      class: 'nowrap',
      sort: (row) => row.phoneNumber,
      show: (row) => phone(row.phoneNumber),
    },
    {
      key: 'place',
      title: t('numbers.place'),
      show: (row) => [row.locality, row.region].filter(Boolean).join(', ') || '–',
    },
    { key: 'country', title: t('numbers.country'), show: ({ isoCountry }) => isoCountry },
    { key: 'can', title: t('numbers.can'), show: ({ capabilities }) => capabilities.join(', ') || '–' },
    {
      key: 'buy',
      title: '',
      show: (offer) => (
        <div class="actions">
          <button
            class="small"
            disabled={isBuying}
            aria-label={`${t('numbers.buy.action')} ${phone(offer.phoneNumber)}`}
            onClick={() => void buy(offer)}
          >
            {t('numbers.buy.action')}
          </button>
        </div>
      ),
    },
  ];
  return (
    <Shown of={offers}>
      {({ availableNumbers }) => (
        <Table
          caption={t('numbers.buy')}
          columns={columns}
          rows={availableNumbers}
          rowKey={({ phoneNumber }) => phoneNumber}
          empty={<Empty title={t('numbers.search.empty')}>{t('numbers.search.empty.text')}</Empty>}
        />
      )}
    </Shown>
  );
}

export function OwnNumberScreen() {
  const [, go] = useLocation();
  const add = async (values: Record<string, string>) => {
    const { phone: numberOf, textOrNull } = readerOf(values);
    const body = {
      phoneNumber: numberOf('phoneNumber'),
      phoneNumberSid: textOrNull('phoneNumberSid'),
      friendlyName: textOrNull('friendlyName'),
      capabilities: ['voice' as const],
    };
    const { id, phoneNumber } = await dataOf(pro.POST('/phone-numbers', { body }));
    notifyDone(t('created.done', { name: phone(phoneNumber) }));
    go(`/numbers/${id}`, { replace: true });
  };
  return (
    <Page title={t('numbers.own')} note={t('numbers.own.note')}>
      <Card class="narrow">
        <Form onSubmit={add} submit={t('numbers.own.submit')} cancel={() => go('/numbers')}>
          {(problems) => {
            const field = fieldsOf({}, problems);
            return (
              <>
                {field('phoneNumber', t('number'), { ...PHONE, required: true, autoFocus: true })}
                {field('friendlyName', t('field.name'))}
                {field('phoneNumberSid', t('numbers.sid'), { hint: t('numbers.sid.hint') })}
              </>
            );
          }}
        </Form>
      </Card>
    </Page>
  );
}
