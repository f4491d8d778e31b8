/**
 * The operators' page: what the floor does at this moment, from the same API that everybody has. It shows and steers nothing
 * that the API does not; whoever is logged in sees what their role may.
 */

/** The API allows a user 100 requests a minute; a refresh takes five and one for each active campaign shown. */
const REFRESH_MS = 10_000;
const PACED_CAMPAIGNS_MAX = 8;
/** Events come in bursts: one refresh of agents and calls serves all of a burst. */
const BURST_MS = 3_000;
const RECONNECT_MS = 5_000;

const TOKEN = 'callcenter-pro-token';

const reasons = {
  no_free_agents: 'No agent is free',
  enough_calls_under_way: 'Enough calls are under way',
  no_lead_due: 'No lead may be called now',
  abandonment_limit: 'Held back: abandonment is at its limit',
  carrier_limit: 'The carrier takes no more calls per second',
  no_agents: 'No agent is at work',
  outside_hours: 'Outside its calling hours',
  preview: 'Agents start each call',
};

const statusClass = {
  active: 'good',
  available: 'good',
  busy: 'warn',
  answered: 'good',
  abandoned: 'bad',
  failed: 'bad',
};

const element = (id) => document.getElementById(id);
const token = () => sessionStorage.getItem(TOKEN);
const seconds = (count) => (count ? `${Math.floor(count / 60)}:${String(count % 60).padStart(2, '0')}` : '–');
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const clock = (time) => (time ? new Date(time).toLocaleTimeString() : '–');

/** Text goes in as text: names and notes come from outside. */
function cell(content, className = '') {
  const td = document.createElement('td');
  td.className = className;
  td.append(content ?? '–');
  return td;
}

function fill(id, rows, columns) {
  const body = element(id);
  body.replaceChildren(
    ...rows.map((cells) => {
      const tr = document.createElement('tr');
      tr.append(...cells);
      return tr;
    }),
  );
  if (rows.length > 0) return;
  const empty = cell('None yet', 'muted');
  empty.colSpan = columns;
  body.append(document.createElement('tr'));
  body.lastChild.append(empty);
}

function tell(message) {
  element('notice').textContent = message;
  element('notice').hidden = message === '';
}

class Refused extends Error {}

const get = (path) => ask(path, {});
const post = (path, body = {}) => ask(path, { method: 'POST', body: JSON.stringify(body) });

async function ask(path, options) {
  const headers = { 'Content-Type': 'application/json', ...(token() && { Authorization: `Bearer ${token()}` }) };
  const response = await fetch(`/api${path}`, { ...options, headers });
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) logOut();
  if (!response.ok) throw new Refused(answer.message ?? `${path}: ${response.status}`);
  return answer;
}

async function showTiles() {
  const { activeCalls, callsToday, successRateToday, revenueToday, systemHealth } = await get('/stats/dashboard');
  const figures = [
    ['Calls at this moment', activeCalls],
    ['Calls today', callsToday],
    ['Successful today', percent(successRateToday)],
    ['Revenue today', revenueToday.toLocaleString(undefined, { style: 'currency', currency: 'USD' })],
    ['System', systemHealth.status],
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

function steerButton({ id, status }) {
  const verb = status === 'active' ? 'pause' : ['draft', 'scheduled', 'paused'].includes(status) ? 'start' : undefined;
  if (!verb) return '';
  const button = document.createElement('button');
  button.textContent = verb === 'start' ? 'Start' : 'Pause';
  button.addEventListener('click', () => {
    button.disabled = true;
    tell('');
    void post(`/campaigns/${id}/${verb}`).then(showCampaigns, (error) => tell(error.message));
  });
  return button;
}

function abandonment(pacing) {
  if (!pacing) return cell('–');
  const { answered, rate, hard_rate: hardRate, over_limit: overLimit } = pacing.abandonment;
  if (answered === 0) return cell('–');
  return cell(`${percent(rate)} of ${percent(hardRate)}`, overLimit ? 'bad' : rate > 0.9 * hardRate ? 'warn' : 'good');
}

async function showCampaigns() {
  const { campaigns } = await get('/campaigns?limit=50');
  const active = campaigns.filter(({ status }) => status === 'active').slice(0, PACED_CAMPAIGNS_MAX);
  const pacings = await Promise.all(active.map(async ({ id }) => [id, (await get(`/campaigns/${id}/pacing`)).pacing]));
  const pacingOf = new Map(pacings);
  const rows = campaigns.map((campaign) => {
    const pacing = pacingOf.get(campaign.id);
    const tick = pacing?.last_tick;
    return [
      cell(campaign.name),
      cell(campaign.status, statusClass[campaign.status]),
      cell(campaign.total_leads, 'number'),
      cell(campaign.calls_made, 'number'),
      cell(tick ? `${tick.agents_idle} · ${tick.agents_talking} · ${tick.agents_wrapping}` : '–'),
      cell(tick?.calls_ringing, 'number'),
      abandonment(pacing),
      cell(tick ? (reasons[tick.reason] ?? tick.reason ?? `Starts ${tick.calls_started}, ${tick.mode}`) : '–', 'muted'),
      cell(steerButton(campaign)),
    ];
  });
  fill('campaigns', rows, 9);
}

async function showAgents() {
  const { agents } = await get('/agents?limit=100');
  const rows = agents.map((agent) => [
    cell(agent.name),
    cell(agent.status, statusClass[agent.status] ?? 'muted'),
    cell(agent.total_calls_handled, 'number'),
    cell(seconds(agent.total_call_duration_seconds), 'number'),
  ]);
  fill('agents', rows, 4);
}

async function showCalls() {
  const { calls } = await get('/calls?limit=15');
  const rows = calls.map((call) => [
    cell(clock(call.start_time)),
    cell(call.direction === 'inbound' ? call.from_number : call.to_number),
    cell(call.agent_name),
    cell(call.disposition ?? call.status, statusClass[call.disposition] ?? 'muted'),
    cell(seconds(call.talk_time), 'number'),
  ]);
  fill('calls', rows, 5);
}

async function showAuctions() {
  const { bidRequests } = await get('/rtb/bid-requests?limit=15');
  const rows = bidRequests.map((request) => [
    cell(clock(request.createdAt)),
    cell(request.callerId),
    cell(request.status.replace('_', ' '), request.status === 'completed' ? 'good' : 'muted'),
    cell(request.winningBid === null ? '–' : `${request.winningBid.toFixed(2)} ${request.currency}`, 'number'),
    cell(request.totalResponseTime, 'number'),
  ]);
  fill('auctions', rows, 5);
}

async function show(...parts) {
  if (!token() || document.hidden) return;
  const results = await Promise.allSettled(parts.map((part) => part()));
  const failed = results.find(({ status }) => status === 'rejected');
  tell(failed ? failed.reason.message : '');
}

const showAll = () => show(showTiles, showCampaigns, showAgents, showCalls, showAuctions);

let burst;
let socket;

function listen() {
  if (!token() || socket) return;
  socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`, ['bearer', token()]);
  socket.addEventListener('open', () => element('live').classList.add('on'));
  socket.addEventListener('message', () => {
    burst ??= setTimeout(() => {
      burst = undefined;
      void show(showAgents, showCalls);
    }, BURST_MS);
  });
  socket.addEventListener('close', () => {
    socket = undefined;
    element('live').classList.remove('on');
    setTimeout(listen, RECONNECT_MS);
  });
}

function enter() {
  const known = token() !== null;
  element('login').hidden = known;
  element('floor').hidden = element('logout').hidden = !known;
  if (!known) return;
  void showAll();
  listen();
}

function logOut() {
  sessionStorage.removeItem(TOKEN);
  socket?.close();
  enter();
}

async function logIn(form) {
  tell('');
  try {
    const { token } = await post('/auth/login', Object.fromEntries(new FormData(form)));
    sessionStorage.setItem(TOKEN, token);
    form.reset();
    enter();
  } catch (error) {
    tell(error.message);
  }
}

element('logout').addEventListener('click', logOut);
element('login').addEventListener('submit', (event) => {
  event.preventDefault();
  void logIn(event.target);
});
document.addEventListener('visibilitychange', () => void showAll());
setInterval(() => void showAll(), REFRESH_MS);
enter();
