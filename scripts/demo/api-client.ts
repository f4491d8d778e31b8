/**
 * A client of the product's HTTP API. The client sends only requests that an integration of a customer could also send.
 *
 * After {@link ApiClient.register} the requests carry a bearer token (dialer API). After {@link ApiClient.login} the
 * requests carry a session cookie (CallCenter Pro API).
 */
export class ApiClient {
  readonly #url: string;
  #token: string | undefined;
  #cookie: string | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** Registers a user. The registration creates a new tenant, and later requests of this client act in that tenant. */
  async register(credentials: { email: string; password: string }): Promise<void> {
    const body = { ...credentials, first_name: 'Demo', last_name: 'Company', role: 'admin' };
    const { token } = await this.send<{ token: string }>('POST', '/api/auth/register', body);
    this.#token = token;
  }

  /** Logs in a registered user. Later requests of this client get the replies of the CallCenter Pro API. */
  async login({ email, password }: { email: string; password: string }): Promise<void> {
    const body = JSON.stringify({ username: email, password });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.#url}/api/auth/login`, { method: 'POST', headers, body });
    this.#cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (this.#cookie === undefined)
      throw new Error(`POST /api/auth/login set no cookie: ${response.status} ${await response.text()}`);
  }

  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path);
  }

  /** Returns a reply that is no JSON, for example a CSV file. */
  async getText(path: string): Promise<string> {
    const response = await this.#request('GET', path);
    const text = await response.text();
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text}`);
    return text;
  }

  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#request(method, path, body);
    const reply = (await response.json()) as T & { message?: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${reply.message}`);
    return reply;
  }

  #request(method: string, path: string, body?: unknown): Promise<Response> {
    const form = body instanceof FormData;
    return fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
  }
}
