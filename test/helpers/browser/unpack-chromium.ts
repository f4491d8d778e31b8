/** Unpacks the browser of the npm package and its shared libraries into the folder TMPDIR. */
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
