/** The memory of another Node process, after a full collection, through its inspector: the process itself runs unchanged. */

export type Memory = { heapBytes: number; rssBytes: number };
export type Inspected = { memory(): Promise<Memory>; close(): void };

type Reply = { id: number; result?: { result?: { value?: unknown } }; error?: { message: string } };

/** How long a process may take to answer between its jobs, collecting included. Real ms. */
const REPLY_MS_MAX = 30_000;

/** What a process says that runs with `--inspect`. */
export const INSPECTOR_LINE = /Debugger listening on (ws:\/\/\S+)/;

export async function inspect(url: string): Promise<Inspected> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, PromiseWithResolvers<Reply>>();
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    waiting.get(reply.id)?.resolve(reply);
    waiting.delete(reply.id);
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`${url} does not take inspectors.`)));
  });
  let last = 0;
  const ask = async (method: string, params: object = {}): Promise<Reply> => {
    const id = (last += 1);
    const reply = Promise.withResolvers<Reply>();
    waiting.set(id, reply);
    socket.send(JSON.stringify({ id, method, params }));
    const late = setTimeout(() => reply.reject(new Error(`${method} was not answered.`)), REPLY_MS_MAX);
    const { error, ...answer } = await reply.promise.finally(() => clearTimeout(late));
    if (error) throw new Error(`${method}: ${error.message}`);
    return answer;
  };
  return {
    async memory() {
      // The second finds what finalizers of the first let go of.
      await ask('HeapProfiler.collectGarbage');
      await ask('HeapProfiler.collectGarbage');
      const expression = 'JSON.stringify(process.memoryUsage())';
      const { result } = await ask('Runtime.evaluate', { expression });
      const { heapUsed, rss } = JSON.parse(String(result?.result?.value)) as { heapUsed: number; rss: number };
      return { heapBytes: heapUsed, rssBytes: rss };
    },
    close: () => socket.close(),
  };
}
