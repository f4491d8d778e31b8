import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorBox } from './parts.tsx';
import { t } from './texts.ts';

type Props = Record<string, string | undefined>;

/** Returns a component that loads its code when it is shown for the first time. */
export function lazy<P extends Props = Props>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [error, setError] = useState<unknown>(undefined);
    const [, setReady] = useState(loaded !== undefined);
    useEffect(() => {
      if (loaded) return;
      const run = async () => {
        loaded = await load();
        setReady(true);
      };
      run().catch(setError);
    }, []);
    if (error !== undefined) return <ErrorBox error={error} retry={() => location.reload()} />;
    const Component = loaded;
    return Component ? <Component {...props} /> : <p class="loading">{t('loading')}</p>;
  };
}
