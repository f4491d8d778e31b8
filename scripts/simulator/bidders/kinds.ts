/** The kinds of simulated bidders: good, slow, broken and hostile bidders. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export type BidderSettings = {
  /** The amount of the bid, in dollars. */
  amount: number;
  destination: string;
  delayMs: number;
};

type Reply = (request: IncomingMessage, response: ServerResponse, settings: BidderSettings) => void;

const HUGE_BYTES = 5 * 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, 0x20);
const DRIP_MS = 100;

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const bidOf = ({ amount, destination }: BidderSettings) => ({
  bidAmount: amount,
  destinationNumber: destination,
  accepted: true,
  currency: 'USD',
  duration: 300,
});

/** Returns a bidder that responds with a valid bid. The members in `changes` replace members of the bid. */
const bid =
  (changes: Record<string, unknown> = {}): Reply =>
  (_request, response, settings) =>
    json(response, { ...bidOf(settings), ...changes });

const rawText =
  (contentType: string, text: (settings: BidderSettings) => string): Reply =>
  (_request, response, settings) => {
    response.writeHead(200, { 'content-type': contentType }).end(text(settings));
  };

/** Sends one byte every 100 ms, so the response takes longer than any client waits. */
const drip: Reply = (_request, response, settings) => {
  const text = JSON.stringify({ padding: 'x'.repeat(1_000), ...bidOf(settings) });
  response.writeHead(200, { 'content-type': 'application/json' });
  let at = 0;
  const timer = setInterval(() => (at < text.length ? response.write(text[at++]) : response.end()), DRIP_MS);
  response.on('close', () => clearInterval(timer));
};

const sendHugeBody: Reply = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  let sent = 0;
  const more = (): void => {
    while (sent < HUGE_BYTES && !response.destroyed) {
      sent += CHUNK.length;
      if (!response.write(CHUNK)) return void response.once('drain', more);
    }
    response.end('{}');
  };
  more();
};

const neverReply: Reply = () => {};

const redirectToMetadata: Reply = (request, response) => {
  response.writeHead(302, { location: `http://169.254.169.254/latest/meta-data/?from=${request.url ?? ''}` }).end();
};

/** Returns the request in the response, so that a test can check what reached the bidder. */
const echo: Reply = (request, response, settings) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { url, method, headers } = request;
    json(response, { ...bidOf(settings), request: { url, method, headers, body: Buffer.concat(chunks).toString() } });
  });
};

export const BIDDERS = {
  fast: bid(),
  slow: bid(),
  echo,
  'no-bid': (_request, response) => response.writeHead(204).end(),
  declining: bid({ accepted: false, bidAmount: 24.99 }),
  under: bid({ bidAmount: 0.01 }),
  over: bid({ bidAmount: 875 }),
  euro: bid({ currency: 'EUR' }),
  html: rawText('text/html', () => '<html><body>Bid: 24.99</body></html>'),
  nan: rawText(
    'application/json',
    ({ destination }) => `{"accepted":true,"bidAmount":NaN,"destinationNumber":"${destination}"}`,
  ),
  'text-nan': bid({ bidAmount: 'NaN' }),
  infinite: rawText('application/json', (s) =>
    JSON.stringify(bidOf(s)).replace(/"bidAmount":[\d.]+/, '"bidAmount":1e999'),
  ),
  'no-number': bid({ destinationNumber: 'call me maybe' }),
  premium: bid({ destinationNumber: '+19005551234' }),
  prototype: rawText(
    'application/json',
    ({ destination }) =>
      `{"__proto__":{"accepted":true,"bidAmount":24.99,"destinationNumber":"${destination}"},"constructor":{"accepted":true}}`,
  ),
  error: (_request, response, settings) => json(response, bidOf(settings), 500),
  dripping: drip,
  huge: sendHugeBody,
  never: neverReply,
  redirecting: redirectToMetadata,
  closing: (request) => request.socket.destroy(),
} satisfies Record<string, Reply>;

export type BidderKind = keyof typeof BIDDERS;

/** The kinds of bidders that must never win an auction. */
export const HOSTILE_BIDDER_KINDS = (Object.keys(BIDDERS) as BidderKind[]).filter(
  (kind) => !['fast', 'slow', 'echo'].includes(kind),
);
