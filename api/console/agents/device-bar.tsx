/** What rings for the agent: the phone or this browser, with the state of the browser's connection. */
import { useEffect, useState } from 'preact/hooks';
import { dataOf, dialer, problemOf } from '../ui/api.ts';
import { phone as shownPhone } from '../ui/format.ts';
import { useKeys } from '../ui/keys.ts';
import { act } from '../ui/notices.tsx';
import { t, word } from '../ui/texts.ts';
import { answer, closeDevice, device, hangUp, openDevice } from './device.ts';
import { checkMicrophone, ring } from './device-sound.ts';

type Props = { agent: { id: string; device: 'phone' | 'browser'; phone: string }; reload: () => Promise<void> };

export function DeviceBar({ agent, reload }: Props) {
  const isBrowser = agent.device === 'browser';
  useEffect(() => {
    if (isBrowser) openDevice(agent.id);
    else closeDevice();
  }, [agent.id, isBrowser]);
  const choose = async (chosen: 'phone' | 'browser') => {
    const params = { path: { id: agent.id } };
    await act(() => dataOf(dialer.PUT('/agents/{id}/device', { params, body: { device: chosen } })));
    await reload();
  };
  return (
    <div class="device-bar">
      <label>
        {t('device.title')}{' '}
        <select onChange={({ currentTarget }) => void choose(currentTarget.value as 'phone' | 'browser')}>
          <option value="phone" selected={!isBrowser}>
            {t('device.phone', { number: shownPhone(agent.phone) })}
          </option>
          <option value="browser" selected={isBrowser}>
            {t('device.browser')}
          </option>
        </select>
      </label>
      {isBrowser && <BrowserPhone />}
    </div>
  );
}

function BrowserPhone() {
  const { phase, problem, warnings } = device.value;
  const isRinging = phase === 'ringing';
  useEffect(() => (isRinging ? ring() : undefined), [isRinging]);
  useKeys(isRinging ? { Enter: answer } : {});
  return (
    <>
      <span role="status" class={isRinging ? 'device-ringing' : 'muted'}>
        {word('device', phase)}
      </span>
      {isRinging && (
        <button class="primary" onClick={answer}>
          {t('device.answer')} <kbd>↵</kbd>
        </button>
      )}
      {(isRinging || phase === 'connected') && (
        <button class="danger" onClick={hangUp}>
          {t(isRinging ? 'device.reject' : 'device.leave')}
        </button>
      )}
      {phase === 'ready' && <Microphone />}
      {problem && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
      {warnings.length > 0 && (
        <span class="problem">{warnings.map((warning) => word('warning', warning, warning)).join(' · ')}</span>
      )}
    </>
  );
}

/** Shows for some seconds how loud the microphone is. */
function Microphone() {
  const [check, setCheck] = useState<{ level?: number; text?: string }>({});
  const run = async () => {
    try {
      const loudest = await checkMicrophone((level) => setCheck({ level }));
      setCheck({ text: t(loudest > 0.05 ? 'device.microphone.good' : 'device.microphone.silent') });
    } catch (error) {
      setCheck({ text: t('device.microphone.refused', { reason: problemOf(error).message }) });
    }
  };
  return (
    <>
      <button class="small" disabled={check.level !== undefined} onClick={() => void run()}>
        {t('device.microphone')}
      </button>
      {check.level !== undefined && <meter min={0} max={1} value={check.level} aria-label={t('device.microphone')} />}
      {check.text && <span class="muted">{check.text}</span>}
    </>
  );
}
