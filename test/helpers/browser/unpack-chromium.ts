/** Unpacks the browser that an npm package brings, with the libraries it needs, into the folder that TMPDIR names. */
import chromium from '@sparticuz/chromium';

process.stdout.write(await chromium.executablePath());
