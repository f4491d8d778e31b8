/** Live figures: sends the floor of a tenant to the WebSockets that watch it, as changes from version to version. */
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { floorScope, readFloor } from '../../shared/domain/operations/floor.ts';
import type { EventFeed, EventListener } from '../../shared/live-event-feed.ts';
import { presentFloor } from '../dialer/operations/floor.shape.ts';
import { FloorHistory, type FigureUpdate } from './floor-history.ts';

export type FigureWatcher = { readonly actor: Actor; onFigures(update: FigureUpdate): void };

/**
 * A read that takes long is followed by a pause of so many times its duration, but no longer than without events. So the
 * figures of a tenant with many campaigns use a small part of one connection to the database.
 */
const PAUSE_PER_READ = 9;
/** A floor without live events is read after so many intervals, because reasons change with the time of day. */
const QUIET_INTERVALS = 5;
/** Milliseconds for which the versions of a floor are kept for watchers that connect again. */
const KEEP_UNWATCHED_MS = 60_000;

/** The floors that the WebSockets of this process watch. A floor without watchers is never read. */
export class FigureFeed {
  readonly #ctx: Context;
  readonly #events: EventFeed;
  readonly #everyMs: number;
  readonly #floors = new Map<number, WatchedFloor>();

  /** @param everyMs real time between two updates of one floor, at least */
  constructor(ctx: Context, events: EventFeed, everyMs: number) {
    this.#ctx = ctx;
    this.#events = events;
    this.#everyMs = everyMs;
  }

  /**
   * Sends what changed since the version that the watcher has, and then each later change, at most once in the interval.
   *
   * @throws DomainError `forbidden` if the watcher may not read the floor
   */
  async watch(watcher: FigureWatcher, version: string | undefined): Promise<void> {
    floorScope(watcher.actor);
    const { tenantId } = watcher.actor;
    const settings = { tenantId, everyMs: this.#everyMs, onUnused: () => void this.#floors.delete(tenantId) };
    const floor = this.#floors.get(tenantId) ?? new WatchedFloor(this.#ctx, this.#events, settings);
    this.#floors.set(tenantId, floor);
    await floor.watch(watcher, version);
  }

  unwatch(watcher: FigureWatcher): void {
    this.#floors.get(watcher.actor.tenantId)?.unwatch(watcher);
  }

  close(): void {
    for (const floor of this.#floors.values()) floor.close();
    this.#floors.clear();
  }
}

type FloorSettings = { tenantId: number; everyMs: number; onUnused: () => void };

class WatchedFloor implements EventListener {
  readonly #ctx: Context;
  readonly #events: EventFeed;
  readonly #settings: FloorSettings;
  readonly #watchers = new Set<FigureWatcher>();
  /** Number of watchers that wait for their first figures. */
  #joining = 0;
  readonly #history = new FloorHistory();
  #reading: Promise<void> | undefined;
  /** Whether an event came after the start of the read that is under way. */
  #isStale = false;
  /** Real time of the earliest next read, in milliseconds. */
  #nextReadMs = 0;
  #timer: { handle: NodeJS.Timeout; dueMs: number } | undefined;
  #expiry: NodeJS.Timeout | undefined;

  constructor(ctx: Context, events: EventFeed, settings: FloorSettings) {
    this.#ctx = ctx;
    this.#events = events;
    this.#settings = settings;
  }

  async watch(watcher: FigureWatcher, version: string | undefined): Promise<void> {
    clearTimeout(this.#expiry);
    this.#joining += 1;
    try {
      if (this.#watchers.size === 0) {
        await this.#events.join(this.#settings.tenantId, this);
        await this.#read(watcher.actor);
      }
      this.#watchers.add(watcher);
      watcher.onFigures(this.#history.since(version));
      this.#planNext();
    } finally {
      this.#joining -= 1;
      this.#restIfUnwatched();
    }
  }

  unwatch(watcher: FigureWatcher): void {
    if (this.#watchers.delete(watcher)) this.#restIfUnwatched();
  }

  onEvent(): void {
    this.#isStale = true;
    this.#plan(0);
  }

  onGap(): void {
    this.onEvent();
  }

  close(): void {
    this.#events.leave(this.#settings.tenantId, this);
    clearTimeout(this.#timer?.handle);
    clearTimeout(this.#expiry);
    this.#timer = undefined;
  }

  /** Ends the reads of a floor without watchers, and keeps its versions for a while. */
  #restIfUnwatched(): void {
    if (this.#watchers.size + this.#joining > 0) return;
    this.close();
    this.#expiry = setTimeout(this.#settings.onUnused, KEEP_UNWATCHED_MS).unref();
  }

  /** Milliseconds until a floor without live events is read again. */
  get #quietMs(): number {
    return QUIET_INTERVALS * this.#settings.everyMs;
  }

  #planNext(): void {
    this.#plan(this.#isStale ? 0 : this.#quietMs);
  }

  /** Plans the next read in so many milliseconds, unless an earlier one is planned. */
  #plan(inMs: number): void {
    if (this.#reading || this.#watchers.size === 0) return;
    const nowMs = performance.now();
    const dueMs = Math.max(nowMs + inMs, this.#nextReadMs);
    if (this.#timer && this.#timer.dueMs <= dueMs) return;
    clearTimeout(this.#timer?.handle);
    this.#timer = { handle: setTimeout(() => void this.#refresh(), dueMs - nowMs).unref(), dueMs };
  }

  async #refresh(): Promise<void> {
    this.#timer = undefined;
    const [watcher] = this.#watchers;
    if (!watcher) return;
    try {
      await this.#read(watcher.actor);
    } catch (error) {
      this.#ctx.log.warn({ err: error, tenantId: this.#settings.tenantId }, 'live figures could not be read');
    }
    this.#planNext();
  }

  /** Reads the floor and sends the changes to the watchers. Watchers that come during a read wait for the same read. */
  #read(actor: Actor): Promise<void> {
    this.#reading ??= this.#readOnce(actor).finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readOnce(actor: Actor): Promise<void> {
    const startMs = performance.now();
    this.#isStale = false;
    try {
      const { version } = this.#history;
      if (!this.#history.replace(presentFloor(await readFloor(this.#ctx, actor)))) return;
      const update = this.#history.since(version);
      for (const watcher of this.#watchers) watcher.onFigures(update);
    } finally {
      const nowMs = performance.now();
      const pauseMs = Math.min(PAUSE_PER_READ * (nowMs - startMs), this.#quietMs);
      this.#nextReadMs = Math.max(startMs + this.#settings.everyMs, nowMs + pauseMs);
    }
  }
}
