/** Adds people from a CSV file: drop it, see how it is read, then import it. */
import { useRef, useState } from 'preact/hooks';
import { dataOf, dialer } from '../ui/api.ts';
import { phone } from '../ui/format.ts';
import { act } from '../ui/notices.tsx';
import { Table } from '../ui/table.tsx';
import { count, t } from '../ui/texts.ts';

const preview = (campaignId: string, file: Blob) =>
  dataOf(
    dialer.POST('/leads/upload', { params: { query: { dry_run: 'true' } }, body: { campaign_id: campaignId, file } }),
  );
const upload = (campaignId: string, file: Blob) =>
  dataOf(dialer.POST('/leads/upload', { body: { campaign_id: campaignId, file } }));

type DryRun = Extract<Awaited<ReturnType<typeof preview>>, { dry_run: true }>;
type Result = Extract<Awaited<ReturnType<typeof upload>>, { import_id: string }>;
type Chosen = { file: File; dryRun: DryRun };

export function LeadImport({ campaignId, reload }: { campaignId: string; reload: () => Promise<void> }) {
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined);
  const [result, setResult] = useState<Result | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const whileBusy = async (run: () => Promise<void>) => {
    setBusy(true);
    await act(run);
    setBusy(false);
  };
  const choose = (file: File) =>
    whileBusy(async () => {
      const reply = await preview(campaignId, file);
      if ('dry_run' in reply) setChosen({ file, dryRun: reply });
      setResult(undefined);
    });
  const run = ({ file }: Chosen) =>
    whileBusy(async () => {
      const reply = await upload(campaignId, file);
      if ('import_id' in reply) setResult(reply);
      setChosen(undefined);
      await reload();
    });
  return (
    <div class="form">
      {result && <ImportResult result={result} />}
      {chosen ? (
        <>
          <Preview {...chosen} />
          <div class="actions">
            <button onClick={() => setChosen(undefined)}>{t('action.cancel')}</button>
            <button class="primary" disabled={isBusy} onClick={() => void run(chosen)}>
              {t(isBusy ? 'import.running' : 'import.run')}
            </button>
          </div>
        </>
      ) : (
        <DropZone isBusy={isBusy} choose={(file) => void choose(file)} />
      )}
    </div>
  );
}

function DropZone({ isBusy, choose }: { isBusy: boolean; choose: (file: File) => void }) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null | undefined) => files?.[0] && choose(files[0]);
  return (
    <div
      class={`drop ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <p>{t(isBusy ? 'loading' : 'import.drop')}</p>
      <input
        ref={input}
        class="hidden"
        type="file"
        accept=".csv,.txt,.tsv,text/csv"
        aria-label={t('import.choose')}
        onChange={(event) => take(event.currentTarget.files)}
      />
      <button type="button" disabled={isBusy} onClick={() => input.current?.click()}>
        {t('import.choose')}
      </button>
      <a href="/api/leads/template/csv" download="leads.csv">
        {t('import.template')}
      </a>
    </div>
  );
}

function Preview({ dryRun: { results, mapping, rows }, file }: Chosen) {
  const used = mapping.map(({ column, field }) => `${column}: ${field?.replaceAll('_', ' ') ?? t('import.ignored')}`);
  return (
    <>
      <p>
        <strong>{file.name}</strong>: {t('import.counts', results)}
      </p>
      <p class="muted">{used.join(' · ')}</p>
      <Table
        caption={t('import.title')}
        name="rows-"
        rows={rows}
        rowKey={({ row }) => row}
        columns={[
          { key: 'row', title: t('import.row'), show: ({ row }) => String(row) },
          { key: 'phone', title: t('calls.phone'), show: ({ lead }) => phone(lead?.phone_normalized) },
          {
            key: 'name',
            title: t('field.name'),
            show: ({ lead }) => [lead?.first_name, lead?.last_name].filter(Boolean).join(' ') || '–',
          },
          {
            key: 'problem',
            title: t('import.problem'),
            show: ({ error, warnings }) =>
              error ? <span class="bad">{error.error}</span> : (warnings[0]?.reason ?? ''),
          },
        ]}
      />
    </>
  );
}

function ImportResult({ result: { results, errors_total: rejected, import_id: id, status } }: { result: Result }) {
  return (
    <div class="callout">
      <p>
        {t(status === 'completed' ? 'import.done' : 'import.goesOn')} {t('import.counts', results)}
      </p>
      {rejected > 0 && (
        <a href={`/api/imports/${id}/rejected`} download>
          {count('import.rejected', rejected)}
        </a>
      )}
    </div>
  );
}
