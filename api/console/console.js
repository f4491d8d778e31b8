// @ts-check
/**
 * The operators' console shows the current campaigns, agents, calls and auctions. Operators can also start and pause
 * campaigns. All data comes from the public API with the token of the logged-in user, so a user sees only what the
 * user's role allows. The OpenAPI document describes the responses.
 */

/**
 * Milliseconds between two refreshes of the page. The API allows 100 requests a minute for each user. A refresh takes
 * five requests, and one more request for each active campaign that is shown.
 */
const REFRESH_MS = 10_000;
const PACED_CAMPAIGNS_MAX = 8;
/**
 * Milliseconds after the first live event of a burst (many events in a short time). One refresh of agents and calls
 * serves all events of this period.
 */
const BURST_MS = 3_000;
const RECONNECT_MS = 5_000;

/** The key of the token in the browser's session storage. */
const TOKEN_KEY = 'callcenter-pro-token';

/**
 * Texts for the reason of the pacer's last tick.
 *
 * @type {Record<string, string>}
 */
const PACING_REASONS = {
  no_free_agents: 'All agents are busy',
  enough_calls_under_way: 'Enough calls are in progress',
  no_lead_due: 'No lead can be called now',
  abandonment_limit: 'Abandonment rate is at its limit',
  carrier_limit: 'Calls per second are at the carrier’s limit',
  no_agents: 'No agents online',
  outside_hours: 'Outside calling hours',
  preview: 'Preview: agents start the calls',
};

/**
 * CSS classes of statuses.
 *
 * @type {Record<string, string>}
 */
const STATUS_CLASSES = {
  active: 'good',
  available: 'good',
  busy: 'warn',
  answered: 'good',
  abandoned: 'bad',
  failed: 'bad',
};

const readToken = () => sessionStorage.getItem(TOKEN_KEY);

/**
 * Returns an element of index.html.
 *
 * @param {string} id
 */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Formats a duration as minutes and seconds.
 *
 * @param {number | null} seconds
 */
const formatDuration = (seconds) =>
  seconds ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : '–';

/** @param {number} share 0 to 1 */
const formatPercent = (share) => `${(100 * share).toFixed(1)} %`;

/** @param {string | null} time ISO 8601 */
const formatTime = (time) => (time ? new Date(time).toLocaleTimeString() : '–');

/**
 * Creates a table cell. Strings are added as text and never as HTML, because names and notes come from outside.
 *
 * @param {string | number | Node | null | undefined} content
 */
function cell(content, className = '') {
  const td = document.createElement('td');
  td.className = className;
  td.append(typeof content === 'number' ? String(content) : (content ?? '–'));
  return td;
}

/** @param {HTMLTableCellElement[]} cells */
function tableRow(cells) {
  const tr = document.createElement('tr');
  tr.append(...cells);
  return tr;
}

/**
 * Replaces the rows of a table.
 *
 * @param {string} id the id of the table body, for example `campaigns`. The message for an empty table also contains
 *   this word.
 * @param {HTMLTableCellElement[][]} rows
 * @param {number} columns
 */
function fillTable(id, rows, columns) {
  const empty = cell(`No ${id} yet`, 'muted');
  empty.colSpan = columns;
  element(id).replaceChildren(...(rows.length > 0 ? rows : [[empty]]).map(tableRow));
}

/**
 * Shows a message to the user. An empty message hides the earlier message.
 *
 * @param {string} message
 */
function showNotice(message) {
  element('notice').textContent = message;
  element('notice').hidden = message === '';
}

/** @param {unknown} error */
const showError = (error) => showNotice(error instanceof Error ? error.message : String(error));

/** @param {string} path */
const get = (path) => request(path, {});

/** @param {string} path */
const post = (path, body = {}) => request(path, { method: 'POST', body: JSON.stringify(body) });

/**
 * Sends a request to the API. A response with status 401 logs the user out.
 *
 * @param {string} path
 * @param {RequestInit} options
 * @returns {Promise<any>} the JSON body of the response
 */
async function request(path, options) {
  const token = readToken();
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(`/api${path}`, { ...options, headers });
  const json = await response.json().catch(() => ({}));
  if (response.status === 401) logOut();
  if (response.ok) return json;
  const message = json.message ?? `The request to ${path} failed with status ${response.status}.`;
  throw Object.assign(new Error(message), { reason: json.details?.[0]?.code });
}

async function showTiles() {
  const { activeCalls, callsToday, successRateToday, revenueToday, systemHealth } = await get('/stats/dashboard');
  const figures = [
    ['Active calls', activeCalls],
    ['Calls today', callsToday],
    ['Success rate today', formatPercent(successRateToday)],
    ['Revenue today', revenueToday.toLocaleString(undefined, { style: 'currency', currency: 'USD' })],
    ['System health', systemHealth.status],
  ];
  element('tiles').replaceChildren(
    ...figures.map(([name, value]) => {
      const tile = document.createElement('p');
      const strong = document.createElement('strong');
      strong.append(value);
      tile.append(strong, name);
      return tile;
    }),
  );
}

/**
 * Creates the button that starts or pauses a campaign. The result is empty if the campaign can be neither started nor
 * paused.
 *
 * @param {any} campaign
 */
function startOrPauseButton({ id, status }) {
  const verb =
    status === 'active'
      ? 'pause'
      : ['draft', 'scheduled', 'paused', 'completed'].includes(status)
        ? 'start'
        : undefined;
  if (!verb) return '';
  const button = document.createElement('button');
  button.textContent = verb === 'start' ? 'Start' : 'Pause';
  button.addEventListener('click', () => {
    button.disabled = true;
    showNotice('');
    void post(`/campaigns/${id}/${verb}`).then(showCampaigns, showError);
  });
  return button;
}

/**
 * Creates the table cell with the abandonment rate of a campaign and the limit of the rate.
 *
 * @param {any} pacing
 */
function abandonmentCell(pacing) {
  if (!pacing || pacing.abandonment.answered === 0) return cell('–');
  const { rate, hard_rate: hardRate, over_limit: isOverLimit } = pacing.abandonment;
  const className = isOverLimit ? 'bad' : rate > 0.9 * hardRate ? 'warn' : 'good';
  return cell(`${formatPercent(rate)}, limit ${formatPercent(hardRate)}`, className);
}

/**
 * Creates the table cell with what the pacer did in the last tick, or why the pacer started no call.
 *
 * @param {any} tick
 */
function tickCell(tick) {
  if (!tick) return cell('–', 'muted');
  const reason = PACING_REASONS[tick.reason] ?? tick.reason;
  return cell(reason ?? `Calls started: ${tick.calls_started} (${tick.mode})`, 'muted');
}

async function showCampaigns() {
  /** @type {{ campaigns: any[] }} */
  const { campaigns } = await get('/campaigns?limit=50');
  const active = campaigns.filter(({ status }) => status === 'active').slice(0, PACED_CAMPAIGNS_MAX);
  const pacingOf = new Map();
  await Promise.all(active.map(async ({ id }) => pacingOf.set(id, (await get(`/campaigns/${id}/pacing`)).pacing)));
  const rows = campaigns.map((campaign) => {
    const pacing = pacingOf.get(campaign.id);
    const tick = pacing?.last_tick;
    return [
      cell(campaign.name),
      cell(campaign.status, STATUS_CLASSES[campaign.status]),
      cell(campaign.total_leads, 'number'),
      cell(campaign.calls_made, 'number'),
      cell(tick ? `${tick.agents_idle} · ${tick.agents_talking} · ${tick.agents_wrapping}` : '–'),
      cell(tick?.calls_ringing, 'number'),
      abandonmentCell(pacing),
      tickCell(tick),
      cell(startOrPauseButton(campaign)),
    ];
  });
  fillTable('campaigns', rows, 9);
}

async function showAgents() {
  /** @type {{ agents: any[] }} */
  const { agents } = await get('/agents?limit=100');
  const rows = agents.map((agent) => [
    cell(agent.name),
    cell(agent.status, STATUS_CLASSES[agent.status] ?? 'muted'),
    cell(agent.total_calls_handled, 'number'),
    cell(formatDuration(agent.total_call_duration_seconds), 'number'),
  ]);
  fillTable('agents', rows, 4);
}

async function showCalls() {
  /** @type {{ calls: any[] }} */
  const { calls } = await get('/calls?limit=15');
  const rows = calls.map((call) => [
    cell(formatTime(call.start_time)),
    cell(call.direction === 'inbound' ? call.from_number : call.to_number),
    cell(call.agent_name),
    cell(call.disposition ?? call.status, STATUS_CLASSES[call.disposition] ?? 'muted'),
    cell(formatDuration(call.talk_time), 'number'),
  ]);
  fillTable('calls', rows, 5);
}

async function showAuctions() {
  /** @type {{ bidRequests: any[] }} */
  const { bidRequests } = await get('/rtb/bid-requests?limit=15');
  const rows = bidRequests.map((bidRequest) => [
    cell(formatTime(bidRequest.createdAt)),
    cell(bidRequest.callerId),
    cell(bidRequest.status.replace('_', ' '), bidRequest.status === 'completed' ? 'good' : 'muted'),
    cell(bidRequest.winningBid === null ? '–' : `${bidRequest.winningBid.toFixed(2)} ${bidRequest.currency}`, 'number'),
    cell(bidRequest.totalResponseTime, 'number'),
  ]);
  fillTable('auctions', rows, 5);
}

/**
 * Refreshes parts of the page, unless the user is logged out or the browser tab is hidden.
 *
 * @param {(() => Promise<void>)[]} parts
 */
async function refresh(...parts) {
  if (!readToken() || document.hidden) return;
  const results = await Promise.allSettled(parts.map((part) => part()));
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') showError(failed.reason);
  else showNotice('');
}

const refreshAll = () => refresh(showTiles, showCampaigns, showAgents, showCalls, showAuctions);

/**
 * The timer of the refresh that serves the current burst of live events.
 *
 * @type {ReturnType<typeof setTimeout> | undefined}
 */
let burstTimer;
/** @type {WebSocket | undefined} */
let socket;

/** Opens the WebSocket of live events. If the WebSocket closes, opens the WebSocket again. */
function connectLiveEvents() {
  const token = readToken();
  if (!token || socket) return;
  socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`, ['bearer', token]);
  socket.addEventListener('open', () => element('live').classList.add('on'));
  socket.addEventListener('message', () => {
    burstTimer ??= setTimeout(() => {
      burstTimer = undefined;
      void refresh(showAgents, showCalls);
    }, BURST_MS);
  });
  socket.addEventListener('close', () => {
    socket = undefined;
    element('live').classList.remove('on');
    setTimeout(connectLiveEvents, RECONNECT_MS);
  });
}

/** If the user has a token, shows the console. Otherwise, shows the login form. */
function showPage() {
  const isLoggedIn = readToken() !== null;
  element('login').hidden = isLoggedIn;
  element('floor').hidden = element('logout').hidden = !isLoggedIn;
  if (!isLoggedIn) return;
  void refreshAll();
  connectLiveEvents();
}

function logOut() {
  sessionStorage.removeItem(TOKEN_KEY);
  socket?.close();
  showPage();
}

/**
 * Logs in. If the user has a second factor, the form then also shows a field for its code.
 *
 * @param {HTMLFormElement} form
 */
async function logIn(form) {
  showNotice('');
  const secondFactor = element('second-factor');
  const { code, ...fields } = Object.fromEntries(new FormData(form));
  try {
    const { token } = await post('/auth/login', { ...fields, ...(code && { code }) });
    sessionStorage.setItem(TOKEN_KEY, token);
    form.reset();
    secondFactor.hidden = true;
    showPage();
  } catch (error) {
    const needsCode = /** @type {{ reason?: string }} */ (error).reason === 'second_factor_required';
    if (!needsCode) return showError(error);
    secondFactor.hidden = false;
    secondFactor.querySelector('input')?.focus();
    showNotice('Type a code of your authenticator app, or a recovery code.');
  }
}

element('logout').addEventListener('click', logOut);
element('login').addEventListener('submit', (event) => {
  event.preventDefault();
  void logIn(/** @type {HTMLFormElement} */ (event.target));
});
document.addEventListener('visibilitychange', () => void refreshAll());
setInterval(() => void refreshAll(), REFRESH_MS);
showPage();
