/** Unpacks the browser of the npm package and its shared libraries into the folder TMPDIR, and prints its path. */
import chromium from '@sparticuz/chromium';

process.stdout.write(await chromium.executablePath());
