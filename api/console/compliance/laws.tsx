/** The laws that the dialer obeys, with their dates and sources. */
import { dataOf, dialer } from '../ui/api.ts';
import { useAddress } from '../ui/address.ts';
import { Field } from '../ui/form.tsx';
import { useLoad } from '../ui/load.ts';
import { Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';
import { LAW_COLUMNS, placeName } from './law-columns.tsx';

const readLaws = () => dataOf(dialer.GET('/compliance/laws'));

export function LawsScreen() {
  const laws = useLoad(readLaws, []);
  const [address, setAddress] = useAddress();
  const find = (address.get('find') ?? '').toLowerCase();
  return (
    <Page title={t('nav.laws')} note={t('laws.note')}>
      <Card>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <Field
            label={t('laws.find')}
            name="find"
            type="search"
            value={address.get('find') ?? ''}
            onInput={(value) => setAddress({ find: value })}
          />
        </form>
        <Shown of={laws}>
          {(data) => (
            <Table
              caption={t('nav.laws')}
              columns={LAW_COLUMNS}
              rows={data.laws.filter(({ place }) => `${place} ${placeName(place)}`.toLowerCase().includes(find))}
              rowKey={({ place }) => place}
              empty={<Empty title={t('laws.empty')}>{t('number.laws.empty')}</Empty>}
            />
          )}
        </Shown>
      </Card>
    </Page>
  );
}
