// @ts-check
// DNI snippet (dynamic number insertion): replaces the phone number of a website with the number of the visitor.
// Websites load the snippet as /dni.js. The snippet has no dependencies and runs in browsers from 2019 on. On any error
// the page keeps its own number.
(() => {
  'use strict';

  /** @typedef {{ phoneNumber: string, formattedNumber: string }} DisplayedNumber */
  /**
   * The stored session. `at` is the time of the last save, `shown` the number of the visitor. Do not rename these fields: browsers
   * keep them, and an open tab may still run an older snippet.
   *
   * @typedef {{ id?: string, at?: number, shown?: DisplayedNumber }} Session
   */
  /** @typedef {{ code: string, national: string, pattern: RegExp }} ReplaceableNumber */
  /** @typedef {{ node: Text, start: number }} TextNode */

  const script = /** @type {HTMLScriptElement | null} */ (
    document.currentScript || document.querySelector('script[data-tag][src*="dni.js"]')
  );
  if (!script) return;
  const settings = script.dataset;
  const tagCode = settings.tag;
  const api = settings.api || script.src.replace(/dni\.js.*$/, 'dni/track');
  const storageKey = 'dni_' + tagCode;
  // A page may contain the script element twice. Only the first one runs.
  const flags = /** @type {any} */ (window);
  if (flags[storageKey]) return;
  flags[storageKey] = true;

  const TIMEOUT_MS = 1500;
  const HEARTBEAT_MS = 60000;
  // While the stored number is younger than this, no page or tab of the session requests the number again.
  const REQUEST_AGE_MS = 45000;
  // A stored number up to this age is shown while the page requests the number again. An older number may belong to
  // another visitor by now.
  const SHOW_AGE_MS = 300000;
  const SESSION_SECONDS = 30 * 86400;
  // After a change of the page, the snippet waits this long and then replaces the phone numbers in the page. So many
  // changes cause only one replacement.
  const REPLACE_DELAY_MS = 60;
  // A page may undo each replacement. After this many replacements, the snippet stops replacing.
  const CHANGES_MAX = 1000;

  /** @type {Session} */
  let session = {};
  /** The visitor's number. @type {DisplayedNumber | undefined} */
  let displayed;
  let isRequesting = false;
  let isStopped = false;
  let changesLeft = CHANGES_MAX;

  /**
   * Returns the result of `action`. If `action` throws, returns the result of `fallback`. Storage and cookies may be
   * forbidden or contain something else.
   *
   * @template T
   * @param {() => T} action
   * @param {() => T} [fallback]
   * @returns {T | undefined}
   */
  function attempt(action, fallback) {
    try {
      return action();
    } catch {
      return fallback && attempt(fallback);
    }
  }

  // Loads the session that all tabs share. The session is in local storage, or in a cookie if there is no local
  // storage. If there is no cookie either, the session is only in this page.
  function loadSession() {
    const text = attempt(
      () => localStorage.getItem(storageKey),
      () => decodeURIComponent(document.cookie.split(storageKey + '=')[1].split(';')[0]),
    );
    session = attempt(() => JSON.parse(/** @type {string} */ (text))) || session;
    if (session.id && Date.now() - (session.at || 0) < SESSION_SECONDS * 1000) return;
    session = { id: 's_' + Date.now().toString(36) + Math.random().toString(36).slice(2) };
    saveSession();
  }

  function saveSession() {
    session.at = Date.now();
    const text = JSON.stringify(session);
    attempt(
      () => localStorage.setItem(storageKey, text),
      () => {
        document.cookie = `${storageKey}=${encodeURIComponent(text)};path=/;samesite=lax;max-age=${SESSION_SECONDS}`;
      },
    );
  }

  // Shows the stored number. If the stored number is old, requests the number again. A request also keeps the number
  // reserved for the visitor.
  async function refresh() {
    if (isRequesting || isStopped || document.visibilityState === 'hidden') return;
    loadSession();
    const ageMs = session.shown ? Date.now() - (session.at || 0) : Infinity;
    if (session.shown && ageMs < SHOW_AGE_MS) show(session.shown);
    if (ageMs < REQUEST_AGE_MS) return;
    isRequesting = true;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
    // If the request is slow, blocked or fails, the page keeps the number that the page shows now.
    await requestNumber(controller.signal).catch(() => undefined);
    clearTimeout(timer);
    isRequesting = false;
  }

  /** @param {AbortSignal} signal */
  async function requestNumber(signal) {
    const query = new URLSearchParams(location.search);
    /** @type {Record<string, string | undefined>} */
    const visit = { tagCode, sessionId: session.id, domain: location.hostname, page: location.pathname };
    if (document.referrer) visit.referrer = document.referrer;
    // Ads write the names in upper or lower case. The API accepts both.
    for (const [name, value] of query)
      if (/^(utm_(source|medium|campaign|content|term)|gclid|fbclid|msclkid)$/i.test(name) && value)
        visit[name.toLowerCase().replace(/_(.)/, (_, letter) => letter.toUpperCase())] ||= value;
    const headers = { 'Content-Type': 'application/json' };
    const reply = await fetch(api, {
      method: 'POST',
      credentials: 'omit',
      headers,
      body: JSON.stringify(visit),
      signal,
    });
    if (reply.ok) {
      const { phoneNumber, formattedNumber } = await reply.json();
      session.shown = { phoneNumber, formattedNumber };
      saveSession();
      show(session.shown);
    } else if (reply.status === 403 || reply.status === 404) {
      // The tag was deleted, so the visitor has no number any more. Show the page's own number again.
      isStopped = true;
      delete session.shown;
      saveSession();
      if (displayed && pageNumber)
        show({
          phoneNumber: '+' + pageNumber.code + pageNumber.national,
          formattedNumber: /** @type {string} */ (settings.number),
        });
    }
  }

  // Numbers are found with any separators that people write, and with or without the calling code.
  const SEPARATORS = '[\\s().\\-/\\u00a0\\u2010-\\u2015]{0,3}';
  const spaced = (/** @type {string} */ digits) => digits.split('').join(SEPARATORS);

  /**
   * @param {string} code calling code
   * @param {string} national national number
   * @returns {ReplaceableNumber}
   */
  function replaceableNumber(code, national) {
    const prefix = code ? '(?:\\+?' + spaced(code) + SEPARATORS + ')?(?:\\(?0\\)?' + SEPARATORS + ')?' : '\\+?';
    const pattern = new RegExp('(^|[^\\d+])(' + prefix + '\\(?' + spaced(national) + ')(?!\\d)', 'g');
    return { code, national, pattern };
  }

  // The attribute data-number has a space after the calling code: "+1 4155552671".
  const [, pageCode, pageNational] = /^\+?(\d*?) ?(\d+)$/.exec(settings.number || '') || [];
  const pageNumber = pageNational ? replaceableNumber(pageCode, pageNational) : undefined;
  // The page's own number, and the numbers that this page showed before.
  const replaceable = pageNumber ? [pageNumber] : [];

  /** @param {DisplayedNumber} number */
  function show(number) {
    if (!displayed || displayed.phoneNumber !== number.phoneNumber) {
      if (displayed) {
        const digits = displayed.phoneNumber.slice(1);
        const code = pageNumber && digits.startsWith(pageNumber.code) ? pageNumber.code : '';
        replaceable.push(replaceableNumber(code, digits.slice(code.length)));
      }
      displayed = number;
    }
    replaceNumbers(displayed);
  }

  /**
   * Writes the visitor's number in the format of the old text, digit by digit, if both numbers have equally many digits.
   *
   * @param {string} oldText
   * @param {ReplaceableNumber} old
   * @param {DisplayedNumber} number
   */
  function formatLike(oldText, { code, national }, { phoneNumber, formattedNumber }) {
    const digits = phoneNumber.slice(1);
    if (digits.length !== code.length + national.length || !digits.startsWith(code)) return formattedNumber;
    const digitsLeft = digits.slice(code.length).split('');
    let text = '';
    for (let i = oldText.length - 1; i >= 0; i--)
      text = (/\d/.test(oldText[i]) && digitsLeft.length ? digitsLeft.pop() : oldText[i]) + text;
    return text;
  }

  const SKIPPED_TAGS = /^(SCRIPT|STYLE|TEXTAREA|INPUT|SELECT|NOSCRIPT|TEMPLATE|IFRAME)$/;
  const INLINE_TAGS = /^(A|ABBR|B|BDI|BIG|CODE|EM|FONT|I|LABEL|MARK|NOBR|SMALL|SPAN|STRONG|SUB|SUP|TIME|U|VAR|WBR)$/;
  // Stands for the edge of a block. The text is longer than the separators, so a number cannot continue in the next block.
  const BLOCK_EDGE = '\n\n\n\n';

  /** Replaces the numbers in all texts and attributes of the page. @param {DisplayedNumber} number */
  function replaceNumbers(number) {
    if (!document.body || changesLeft <= 0) return;
    for (const old of replaceable) {
      const { nodes, text } = readPage((element) => replaceInAttributes(element, old, number));
      /** @type {{ oldText: string, at: number }[]} */
      const matches = [];
      // The last match comes first, so that a replacement does not move the matches that are still to be replaced.
      text.replace(old.pattern, (_, before, oldText, at) => {
        matches.unshift({ oldText, at: at + before.length });
        return '';
      });
      for (const { oldText, at } of matches) {
        const newText = formatLike(oldText, old, number);
        if (newText !== oldText) replaceText(nodes, at, oldText, newText);
      }
    }
    for (const node of document.querySelectorAll('[data-dni]'))
      if (node.textContent !== number.formattedNumber) change(() => (node.textContent = number.formattedNumber));
  }

  /**
   * Reads the text of the page, and the position at which each text node starts in the text.
   *
   * @param {(element: HTMLElement) => void} onElement called for each element whose text is read
   */
  function readPage(onElement) {
    /** @type {TextNode[]} */
    const nodes = [];
    let text = '';
    const walk = (/** @type {Node} */ node) => {
      if (node.nodeType === 3) {
        nodes.push({ node: /** @type {Text} */ (node), start: text.length });
        text += /** @type {Text} */ (node).data;
      } else if (node.nodeType === 1) {
        const element = /** @type {HTMLElement} */ (node);
        const edge = INLINE_TAGS.test(element.nodeName) ? '' : BLOCK_EDGE;
        text += edge;
        if (SKIPPED_TAGS.test(element.nodeName) || element.isContentEditable) return;
        onElement(element);
        for (let child = element.firstChild; child; child = child.nextSibling) walk(child);
        text += edge;
      }
    };
    walk(document.body);
    return { nodes, text };
  }

  /** Changes the page, unless the limit of changes is reached. @param {() => void} action */
  function change(action) {
    if (changesLeft-- > 0) action();
  }

  /**
   * Replaces a text that may extend over several nodes. Each node gets as many characters of the new text as the node
   * had of the old text. If the new text is longer, the last node gets the rest.
   *
   * @param {TextNode[]} nodes
   * @param {number} at where the old text starts
   * @param {string} oldText
   * @param {string} newText
   */
  function replaceText(nodes, at, oldText, newText) {
    const end = at + oldText.length;
    const parts = nodes.filter(({ node, start }) => start < end && start + node.data.length > at);
    parts.forEach(({ node, start }, i) => {
      const from = Math.max(at, start);
      const to = Math.min(end, start + node.data.length);
      const part = newText.slice(from - at, i < parts.length - 1 ? to - at : undefined);
      change(() => (node.data = node.data.slice(0, from - start) + part + node.data.slice(to - start)));
    });
  }

  /**
   * @param {HTMLElement} element
   * @param {ReplaceableNumber} old
   * @param {DisplayedNumber} number
   */
  function replaceInAttributes(element, old, number) {
    for (const name of ['href', 'aria-label', 'title', 'alt']) {
      const text = element.getAttribute(name);
      const isLink = name === 'href';
      if (!text || (isLink && !/^tel:/i.test(text))) continue;
      const newText = text
        .replace(isLink ? /%20/g : /$^/, ' ')
        .replace(
          old.pattern,
          (_, before, oldText) => before + (isLink ? number.phoneNumber : formatLike(oldText, old, number)),
        );
      if (newText !== text) change(() => element.setAttribute(name, newText));
    }
  }

  // Replaces the numbers again when the page changes, and when the visitor comes back to the page.
  let replaceTimer = 0;
  new MutationObserver(() => {
    replaceTimer =
      replaceTimer ||
      setTimeout(() => {
        replaceTimer = 0;
        if (displayed) replaceNumbers(displayed);
      }, REPLACE_DELAY_MS);
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['href', 'aria-label', 'title', 'alt'],
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) void refresh();
  });
  addEventListener('storage', (event) => {
    if (event.key !== storageKey) return;
    loadSession();
    if (session.shown) show(session.shown);
  });
  document.addEventListener('visibilitychange', () => void refresh());
  setInterval(() => displayed && refresh(), HEARTBEAT_MS);
  void refresh();
})();
