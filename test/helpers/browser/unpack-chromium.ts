/**
 * Unpacks the browser and the shared libraries of the npm package into the folder TMPDIR. Prints the path of the
 * browser's executable file.
 */
import chromium from '@sparticuz/chromium';

process.stdout.write(await chromium.executablePath());
