/**
 * The conventions of the dialer API that differ from the CallCenter Pro API: the page parameters. See README.md in this
 * folder.
 */
import { timestampWithExample } from '../http/response-fields.ts';

export { idParam } from '../http/ids.ts';
export { page } from '../http/pagination.ts';

export const timestamp = timestampWithExample('2024-01-01T09:00:00.000Z');
