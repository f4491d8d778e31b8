/**
 * Reads the memory and the CPU time of another Node process through the inspector (debugging port) of that process. The
 * code of that process needs no change, only the Node option `--inspect`.
 */

export type Memory = { heapBytes: number; rssBytes: number };
export type ProcessInspector = {
  /** Returns the memory after a full garbage collection. */
  readMemory(): Promise<Memory>;
  /** Returns the CPU time that the main thread of the process has used since its start, in milliseconds. */
  readThreadCpuMs(): Promise<number>;
  close(): void;
};

type Reply = { id: number; result?: { result?: { value?: unknown } }; error?: { message: string } };

/**
 * Milliseconds of real time. Limit for one reply of the process. The limit is long, because the process replies only
 * between its tasks, and garbage collection takes time.
 */
const REPLY_MS_MAX = 30_000;

/**
 * The line that Node prints at the start with `--inspect`. The first group of the match is the URL of the inspector.
 */
export const INSPECTOR_LINE = /Debugger listening on (ws:\/\/\S+)/;

/** @param url The URL that {@link INSPECTOR_LINE} matches. */
export async function inspectProcess(url: string): Promise<ProcessInspector> {
  const socket = new WebSocket(url);
  const pending = new Map<number, PromiseWithResolvers<Reply>>();
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    pending.get(reply.id)?.resolve(reply);
    pending.delete(reply.id);
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`Cannot connect to the inspector at ${url}.`)));
  });
  let lastId = 0;
  const request = async (method: string, params: object = {}): Promise<Reply> => {
    const id = (lastId += 1);
    const reply = Promise.withResolvers<Reply>();
    pending.set(id, reply);
    socket.send(JSON.stringify({ id, method, params }));
    const timer = setTimeout(
      () => reply.reject(new Error(`The inspector did not answer ${method} within ${REPLY_MS_MAX / 1000} s.`)),
      REPLY_MS_MAX,
    );
    const { error, ...answer } = await reply.promise.finally(() => clearTimeout(timer));
    if (error) throw new Error(`${method}: ${error.message}`);
    return answer;
  };
  const evaluate = async (expression: string): Promise<unknown> =>
    (await request('Runtime.evaluate', { expression })).result?.result?.value;
  return {
    async readThreadCpuMs() {
      return Number(await evaluate('(({ user, system }) => (user + system) / 1000)(process.threadCpuUsage())'));
    },
    async readMemory() {
      // The first garbage collection runs finalizers, which release other objects. The second collection removes
      // those objects.
      await request('HeapProfiler.collectGarbage');
      await request('HeapProfiler.collectGarbage');
      const memory = await evaluate('JSON.stringify(process.memoryUsage())');
      const { heapUsed, rss } = JSON.parse(String(memory)) as { heapUsed: number; rss: number };
      return { heapBytes: heapUsed, rssBytes: rss };
    },
    close: () => socket.close(),
  };
}
