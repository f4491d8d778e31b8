/** What many replies of the CallCenter Pro document have in common. Ids are integers, and names are in `camelCase`. */
import { filledText, integer, shape, time } from './shapes.ts';

export const ids = { id: integer, userId: integer };
export const times = { createdAt: time, updatedAt: time };
export const deleted = shape({ message: filledText });
export const days = { days: [1, 365] };
export const pages = { page: [2], limit: [1, 100] };
export const pagination = shape({ page: integer, limit: integer, total: integer, pages: integer });
