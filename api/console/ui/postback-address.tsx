/** The signed address at which a buyer or bidder reports conversions. It is shown on request, as it is a secret. */
import { useState } from 'preact/hooks';
import { dataOf, pro } from './api.ts';
import { Copy } from './copy.tsx';
import { act } from './notices.tsx';
import { may } from './session.ts';
import { t } from './texts.ts';

export function PostbackAddress({ kind, id }: { kind: 'buyer' | 'target'; id: number }) {
  const [url, setUrl] = useState<string | undefined>(undefined);
  const params = { params: { path: { id } } };
  const show = async () => {
    const reply = pro.GET(kind === 'buyer' ? '/buyers/{id}/postback' : '/rtb/targets/{id}/postback', params);
    setUrl((await dataOf(reply)).url);
  };
  if (!may('money.write')) return null;
  return url === undefined ? (
    <div>
      <button class="small" onClick={() => void act(show)}>
        {t('postback.show')}
      </button>
    </div>
  ) : (
    <>
      <Copy text={`${url}?call=…`} label={t('postback')} />
      <p class="hint">{t('postback.hint')}</p>
    </>
  );
}
