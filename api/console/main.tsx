/** The entry of the console: shows the log-in page or the frame with the screens. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Router } from 'wouter-preact';
import { LogIn } from './accounts/log-in.tsx';
import { Shell } from './shell.tsx';
import { ConfirmDialog } from './ui/confirm.tsx';
import { startLive } from './ui/live.ts';
import { Notices } from './ui/notices.tsx';
import { ErrorBox } from './ui/parts.tsx';
import { loadSession, me } from './ui/session.ts';
import { applyTheme } from './ui/theme.ts';
import './console.css';
import 'uplot/dist/uPlot.min.css';

function App() {
  const [error, setError] = useState<unknown>(undefined);
  const load = () => {
    setError(undefined);
    loadSession().catch(setError);
  };
  useEffect(() => {
    if (me.value === undefined) load();
  }, []);
  if (me.value === undefined)
    return error === undefined ? null : (
      <div class="gate">
        <ErrorBox error={error} retry={load} />
      </div>
    );
  return me.value ? <Shell me={me.value} /> : <LogIn />;
}

applyTheme();
startLive();
render(
  <Router base="/console">
    <App />
    <ConfirmDialog />
    <Notices />
  </Router>,
  document.getElementById('app')!,
);
