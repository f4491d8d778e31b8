/** The product's own API, as any integration would use it. */
export class DemoApi {
  readonly #url: string;
  #token: string | undefined;
  #cookie: string | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** Registers the demo's owner; everything after that happens in the tenant this founds. */
  async register(credentials: { email: string; password: string }): Promise<void> {
    const body = { ...credentials, first_name: 'Demo', last_name: 'Company', role: 'admin' };
    const { token } = await this.send<{ token: string }>('POST', '/api/auth/register', body);
    this.#token = token;
  }

  /** Opens a session: from then on requests are answered in the shapes of the CallCenter Pro document. */
  async login({ email, password }: { email: string; password: string }): Promise<void> {
    const body = JSON.stringify({ username: email, password });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.#url}/api/auth/login`, { method: 'POST', headers, body });
    this.#cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (this.#cookie === undefined) throw new Error(`No session: ${response.status} ${await response.text()}`);
  }

  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path);
  }

  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const form = body instanceof FormData;
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { message?: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.message}`);
    return answer;
  }
}
