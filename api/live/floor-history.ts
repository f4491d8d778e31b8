/** The versions of a floor: which agents, calls and campaigns changed since a version that a client has. */
import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { FloorResponse } from '../dialer/operations/floor.shape.ts';

/** Maximum length of a version that a client sends. */
export const VERSION_LENGTH_MAX = 64;

const { at, agents, calls, counts, campaigns } = FloorResponse.shape;
const ids = z.array(z.uuid());

/** The changes of a floor from one version to another, with the objects of `GET /floor`. */
export const FigureUpdate = z
  .object({
    version: z.string().openapi({ description: 'The version of the floor after this update' }),
    since: z
      .string()
      .nullable()
      .openapi({
        description:
          'The version before this update; null for the whole floor. Another version than yours means that you missed ' +
          'updates: send `figures:watch` with your version',
      }),
    at,
    counts,
    agents: agents.openapi({ description: 'New and changed agents' }),
    calls: calls.openapi({ description: 'New and changed calls' }),
    campaigns: campaigns.openapi({ description: 'New and changed campaigns' }),
    removed: z
      .object({ agents: ids, calls: ids, campaigns: ids })
      .openapi({ description: 'The ids that are no longer on the floor' }),
  })
  .openapi('FigureUpdate');
export type FigureUpdate = z.infer<typeof FigureUpdate>;

type Floor = z.infer<typeof FloorResponse>;
type Part = 'agents' | 'calls' | 'campaigns';
const PARTS: readonly Part[] = ['agents', 'calls', 'campaigns'];

/** An object of the floor, with the version at which it changed last. */
type Entry = { value: Floor[Part][number]; json: string; changed: number };

const idOf = (value: Entry['value']): string => ('campaign' in value ? value.campaign.id : value.id);

/** Maximum number of removed ids that are kept. A client with an older version gets the whole floor. */
const REMOVED_KEPT_MAX = 2_000;

/**
 * Keeps for each object of a floor when it changed, so that a client with any version gets exactly what changed since
 * then. A version is `<name of this history>.<number>`, because each API process counts its own versions.
 */
export class FloorHistory {
  readonly #name = randomUUID();
  /** Zero before the first floor. */
  #number = 0;
  /** Changes after this version are known. */
  #firstKnown = 1;
  #floor: Pick<Floor, 'at' | 'counts'> | undefined;
  readonly #entries: Record<Part, Map<string, Entry>> = { agents: new Map(), calls: new Map(), campaigns: new Map() };
  /** By part and id: the version at which the object was removed. The oldest comes first. */
  readonly #removed: Record<Part, Map<string, number>> = { agents: new Map(), calls: new Map(), campaigns: new Map() };

  /** The version of the newest floor. */
  get version(): string {
    return this.#versionOf(this.#number);
  }

  /** Takes the floor as it is now. Returns false if only the time is different. */
  replace(floor: Floor): boolean {
    const next = this.#number + 1;
    const before = JSON.stringify(this.#floor?.counts);
    const changes = PARTS.map((part) => this.#replacePart(part, floor[part], next));
    const isChanged = before !== JSON.stringify(floor.counts) || changes.includes(true);
    this.#floor = { at: floor.at, counts: floor.counts };
    if (isChanged) this.#number = next;
    return isChanged;
  }

  /**
   * Returns what changed after a version: the whole floor if the version is unknown, too old or of another process.
   *
   * @throws Error before the first {@link replace}
   */
  since(version: string | undefined): FigureUpdate {
    if (!this.#floor) throw new Error('The floor was never read.');
    const known = this.#numberOf(version);
    const changed = <T extends Entry['value']>(part: Part) =>
      [...this.#entries[part].values()].flatMap((entry) => (entry.changed > known ? [entry.value as T] : []));
    const removed = (part: Part) =>
      known === 0 ? [] : [...this.#removed[part]].flatMap(([id, number]) => (number > known ? [id] : []));
    return {
      version: this.version,
      since: known === 0 ? null : this.#versionOf(known),
      ...this.#floor,
      agents: changed('agents'),
      calls: changed('calls'),
      campaigns: changed('campaigns'),
      removed: { agents: removed('agents'), calls: removed('calls'), campaigns: removed('campaigns') },
    };
  }

  #replacePart(part: Part, values: readonly Entry['value'][], next: number): boolean {
    const [entries, removed] = [this.#entries[part], this.#removed[part]];
    const gone = new Set(entries.keys());
    let isChanged = false;
    for (const value of values) {
      const [id, json] = [idOf(value), JSON.stringify(value)];
      gone.delete(id);
      if (entries.get(id)?.json === json) continue;
      entries.set(id, { value, json, changed: next });
      removed.delete(id);
      isChanged = true;
    }
    for (const id of gone) {
      entries.delete(id);
      removed.set(id, next);
    }
    for (const [id, number] of removed) {
      if (removed.size <= REMOVED_KEPT_MAX) break;
      removed.delete(id);
      this.#firstKnown = Math.max(this.#firstKnown, number);
    }
    return isChanged || gone.size > 0;
  }

  #versionOf = (number: number): string => `${this.#name}.${number}`;

  /** Returns the number of a version, or 0 if the changes since that version are unknown. */
  #numberOf(version: string | undefined): number {
    const number = Number(version?.startsWith(`${this.#name}.`) && version.slice(this.#name.length + 1));
    return Number.isInteger(number) && number >= this.#firstKnown && number <= this.#number ? number : 0;
  }
}
