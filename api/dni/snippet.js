// Shows the visitor of a page a number of their own. Served to pages as /dni.js, for browsers since 2019, without
// dependencies. Whatever fails, the page keeps the number it has.
(() => {
  'use strict';
  const script = document.currentScript || document.querySelector('script[data-tag][src*="dni.js"]');
  if (!script) return;
  const tagCode = script.dataset.tag;
  const api = script.dataset.api || script.src.replace(/dni\.js.*$/, 'dni/track');
  const key = 'dni_' + tagCode;
  // The element may stand in the page twice.
  if (window[key]) return;
  window[key] = true;

  const TIMEOUT_MS = 1500;
  const HEARTBEAT_MS = 60000;
  // Whoever asked this lately need not ask again, on whichever page or tab it was.
  const YOUNG_MS = 45000;
  // An answer this old is still shown while it is asked for anew; others may be shown an older one by now.
  const FRESH_MS = 300000;
  const SESSION_SECONDS = 30 * 86400;
  // Pages that change all the time are looked at this often at most,
  const SETTLE_MS = 60;
  // and a page that insists on its own number gets it.
  const CHANGES_MAX = 1000;

  let state = {};
  let shown;
  let asking = false;
  let over = false;
  let changesLeft = CHANGES_MAX;

  // Storage, cookies and what is in them may be forbidden or broken.
  function attempt(work, otherwise) {
    try {
      return work();
    } catch {
      return otherwise && attempt(otherwise);
    }
  }

  // One session for all tabs; in a cookie where there is no storage, else for this page alone.
  function load() {
    const text = attempt(
      () => localStorage.getItem(key),
      () => decodeURIComponent(document.cookie.split(key + '=')[1].split(';')[0]),
    );
    state = attempt(() => JSON.parse(text)) || state;
    if (state.id && Date.now() - state.at < SESSION_SECONDS * 1000) return;
    state = { id: 's_' + Date.now().toString(36) + Math.random().toString(36).slice(2) };
    save();
  }

  function save() {
    state.at = Date.now();
    const text = JSON.stringify(state);
    attempt(
      () => localStorage.setItem(key, text),
      () => {
        document.cookie = `${key}=${encodeURIComponent(text)};path=/;samesite=lax;max-age=${SESSION_SECONDS}`;
      },
    );
  }

  async function keepAlive() {
    if (asking || over || document.visibilityState === 'hidden') return;
    load();
    const age = state.shown ? Date.now() - state.at : Infinity;
    if (age < FRESH_MS) show(state.shown);
    if (age < YOUNG_MS) return;
    asking = true;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
    // Too slow, blocked or broken: what is shown stays.
    await ask(stop.signal).catch(() => undefined);
    clearTimeout(timer);
    asking = false;
  }

  async function ask(signal) {
    const query = new URLSearchParams(location.search);
    const said = { tagCode, sessionId: state.id, domain: location.hostname, page: location.pathname };
    if (document.referrer) said.referrer = document.referrer;
    for (const name of ['Source', 'Medium', 'Campaign', 'Content', 'Term']) {
      const value = query.get('utm_' + name.toLowerCase());
      if (value) said['utm' + name] = value;
    }
    const headers = { 'Content-Type': 'application/json' };
    const reply = await fetch(api, {
      method: 'POST',
      credentials: 'omit',
      headers,
      body: JSON.stringify(said),
      signal,
    });
    if (reply.ok) {
      const { phoneNumber, formattedNumber } = await reply.json();
      state.shown = { phoneNumber, formattedNumber };
      save();
      show(state.shown);
    } else if (reply.status === 403 || reply.status === 404) {
      // The tag is gone, and with it the visitor's number.
      over = true;
      delete state.shown;
      save();
      if (shown && page) show({ phoneNumber: '+' + page.code + page.national, formattedNumber: script.dataset.number });
    }
  }

  // Digits are found with whatever people write between them, and with or without the calling code.
  const GAP = '[\\s().\\-/\\u00a0\\u2010-\\u2015]{0,3}';
  const spaced = (digits) => digits.split('').join(GAP);
  function numberOf(code, national) {
    const before = code ? '(?:\\+?' + spaced(code) + GAP + ')?(?:\\(?0\\)?' + GAP + ')?' : '\\+?';
    return { code, national, find: new RegExp('(^|[^\\d+])(' + before + '\\(?' + spaced(national) + ')(?!\\d)', 'g') };
  }

  // "+1 4155552671" in the element tells where the calling code ends.
  const [, pageCode, pageNational] = /^\+?(\d*?) ?(\d+)$/.exec(script.dataset.number || '') || [];
  const page = pageNational && numberOf(pageCode, pageNational);
  const replaced = page ? [page] : [];

  function show(next) {
    if (!shown || shown.phoneNumber !== next.phoneNumber) {
      if (shown) {
        const digits = shown.phoneNumber.slice(1);
        const code = page && digits.startsWith(page.code) ? page.code : '';
        replaced.push(numberOf(code, digits.slice(code.length)));
      }
      shown = next;
    }
    swap();
  }

  // The new number written as the old one was, digit for digit, where both have as many.
  function rewrite(old, { code, national }) {
    const digits = shown.phoneNumber.slice(1);
    if (digits.length !== code.length + national.length || !digits.startsWith(code)) return shown.formattedNumber;
    const left = digits.slice(code.length).split('');
    const from = old.length - 1;
    let now = '';
    for (let i = from; i >= 0; i--) now = (/\d/.test(old[i]) && left.length ? left.pop() : old[i]) + now;
    return now;
  }

  const SKIPPED = /^(SCRIPT|STYLE|TEXTAREA|INPUT|SELECT|NOSCRIPT|TEMPLATE|IFRAME)$/;
  const INLINE = /^(A|ABBR|B|BDI|BIG|CODE|EM|FONT|I|LABEL|MARK|NOBR|SMALL|SPAN|STRONG|SUB|SUP|TIME|U|VAR|WBR)$/;
  // Wider than any gap in a number: none goes on from one block to the next.
  const BLOCK = '\n\n\n\n';

  function swap() {
    if (!shown || !document.body || changesLeft <= 0) return;
    for (const number of replaced) {
      const nodes = [];
      let text = '';
      const walk = (node) => {
        if (node.nodeType === 3) {
          nodes.push({ node, start: text.length });
          text += node.data;
        } else if (node.nodeType === 1) {
          const edge = INLINE.test(node.nodeName) ? '' : BLOCK;
          text += edge;
          if (SKIPPED.test(node.nodeName) || node.isContentEditable) return;
          swapAttributes(node, number);
          for (let child = node.firstChild; child; child = child.nextSibling) walk(child);
          text += edge;
        }
      };
      walk(document.body);
      const finds = [];
      // From the end, so that what is further up stays where it was found.
      text.replace(number.find, (_, before, old, at) => finds.unshift({ old, at: at + before.length }));
      for (const { old, at } of finds) {
        const now = rewrite(old, number);
        if (now !== old) write(nodes, at, old, now);
      }
    }
    for (const node of document.querySelectorAll('[data-dni]'))
      if (node.textContent !== shown.formattedNumber) change(() => (node.textContent = shown.formattedNumber));
  }

  function change(work) {
    if (changesLeft-- > 0) work();
  }

  // A number may lie across several nodes: each keeps its share, and the last takes what is longer.
  function write(nodes, at, old, now) {
    const end = at + old.length;
    const parts = nodes.filter(({ node, start }) => start < end && start + node.data.length > at);
    parts.forEach(({ node, start }, i) => {
      const from = Math.max(at, start);
      const to = Math.min(end, start + node.data.length);
      const share = now.slice(from - at, i < parts.length - 1 ? to - at : undefined);
      change(() => (node.data = node.data.slice(0, from - start) + share + node.data.slice(to - start)));
    });
  }

  function swapAttributes(node, number) {
    for (const name of ['href', 'aria-label', 'title', 'alt']) {
      const text = node.getAttribute(name);
      const isLink = name === 'href';
      if (!text || (isLink && !/^tel:/i.test(text))) continue;
      const now = text
        .replace(isLink ? /%20/g : /$^/, ' ')
        .replace(number.find, (_, before, old) => before + (isLink ? shown.phoneNumber : rewrite(old, number)));
      if (now !== text) change(() => node.setAttribute(name, now));
    }
  }

  // Whatever the page makes of itself later, and whoever comes back to it.
  let settling;
  new MutationObserver(() => {
    settling = settling || setTimeout(() => ((settling = 0), swap()), SETTLE_MS);
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['href', 'aria-label', 'title', 'alt'],
  });
  addEventListener('pageshow', (e) => void (e.persisted && keepAlive()));
  addEventListener('storage', (e) => {
    if (e.key !== key) return;
    load();
    if (state.shown) show(state.shown);
  });
  document.addEventListener('visibilitychange', () => void keepAlive());
  setInterval(() => shown && keepAlive(), HEARTBEAT_MS);
  void keepAlive();
})();
