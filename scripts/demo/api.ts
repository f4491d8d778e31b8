/** The product's own API, as any integration would use it. */
export class DemoApi {
  readonly #url: string;
  #token: string | undefined;

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

  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path);
  }

  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const form = body instanceof FormData;
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { message?: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.message}`);
    return answer;
  }
}
