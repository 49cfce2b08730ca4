// The server as `curl` sees it: a person who speaks the documented protocol without a browser.

export class Person {
  private cookie = '';

  constructor(
    private readonly url: string,
    readonly name: string,
    readonly password = 'correct horse battery',
  ) {}

  async signUp(): Promise<Response> {
    return await this.account('sign_up');
  }

  async signIn(): Promise<Response> {
    return await this.account('sign_in');
  }

  /** For a request that is written by hand. */
  get cookieHeader(): string {
    return this.cookie;
  }

  /** The account and its ledgers. */
  async me(): Promise<{ account: string; name: string; ledgers: { ledger: string; role: string }[] }> {
    const answer = await this.post('me', {});
    if (!answer.ok) throw new Error(`me: ${answer.status}`);
    return (await answer.json()) as Awaited<ReturnType<Person['me']>>;
  }

  async post(endpoint: string, body: unknown): Promise<Response> {
    return await fetch(`${this.url}/api/v1/${endpoint}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Cookie: this.cookie },
      body: JSON.stringify(body),
    });
  }

  async get(path: string): Promise<Response> {
    return await fetch(this.url + path, { headers: { Cookie: this.cookie, Accept: 'text/html' } });
  }

  private async account(endpoint: string): Promise<Response> {
    const answer = await this.post(endpoint, { name: this.name, password: this.password });
    const cookie = answer.headers.getSetCookie()[0];
    if (cookie) this.cookie = cookie.split(';')[0] ?? '';
    return answer;
  }
}
