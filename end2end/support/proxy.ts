// A real TCP proxy between the browser and the server. One connection carries one request (the proxy adds
// `Connection: close`), so a fault can be chosen by path and hits exactly one request, at the level of bytes: cut,
// held, delayed, or answered by somebody who is not the server.
import { type Server as Listener, type Socket, connect, createServer } from 'node:net';

export interface Seen {
  method: string;
  path: string;
  /** Known only to a fault that asks for it. */
  body: string;
}

/** What happens to one request. */
export type Fault =
  /** Nothing special. */
  | { kind: 'pass' }
  /** The connection is closed before the server hears of it. */
  | { kind: 'cut' }
  /** The server gets the request and answers; the answer never arrives. */
  | { kind: 'lose-answer' }
  /** The server gets only the first half of the body. */
  | { kind: 'cut-body' }
  /** The request goes through, the answer after `release` is called. */
  | { kind: 'hold' }
  | { kind: 'delay'; ms: number }
  /** Somebody else answers. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body: string };

type Rule = (seen: Seen) => Fault | undefined;

export class Proxy {
  private listener: Listener | undefined;
  private readonly open = new Set<Socket>();
  private rules: Rule[] = [];
  private held: (() => void)[] = [];
  /** Every request that arrived, in order, and what was done with it. */
  readonly requests: (Seen & { at: number; fault: Fault['kind'] })[] = [];
  /** Bytes the server sent to the browser. */
  bytesDown = 0;
  /** Event streams that are open now. */
  openStreams = 0;

  private constructor(
    readonly port: number,
    private readonly upstream: number,
  ) {}

  static async start(port: number, upstream: number): Promise<Proxy> {
    const proxy = new Proxy(port, upstream);
    await proxy.up();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Accept connections. */
  async up(): Promise<void> {
    if (this.listener) return;
    const listener = createServer((socket) => this.accept(socket));
    this.listener = listener;
    await new Promise<void>((done, fail) => {
      listener.once('error', fail);
      listener.listen(this.port, '127.0.0.1', done);
    });
  }

  /** Refuse connections and cut the open ones: no network. */
  async down(): Promise<void> {
    const listener = this.listener;
    this.listener = undefined;
    this.cutAll();
    if (listener) await new Promise((done) => listener.close(done));
  }

  cutAll(): void {
    for (const socket of this.open) socket.destroy();
  }

  /** Up and down every `ms`, `times` times; ends up. */
  async flap(ms: number, times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      await this.down();
      await new Promise((done) => setTimeout(done, ms));
      await this.up();
      await new Promise((done) => setTimeout(done, ms));
    }
  }

  /** A fault for requests whose path starts with `path`: the first `times` of them, and only such as have `text` in
   * their body, if named. */
  fault(path: string, fault: Fault, { times = Infinity, text = '' } = {}): () => void {
    let left = times;
    const rule: Rule = (seen) => {
      if (left <= 0 || !seen.path.startsWith(path) || !seen.body.includes(text)) return undefined;
      left -= 1;
      return fault;
    };
    this.rules.push(rule);
    return () => {
      this.rules = this.rules.filter((other) => other !== rule);
    };
  }

  heal(): void {
    this.rules = [];
    this.release();
  }

  /** Lets the held answers go. */
  release(): void {
    for (const go of this.held.splice(0)) go();
  }

  get holding(): number {
    return this.held.length;
  }

  count(path: string): number {
    return this.requests.filter((request) => request.path.startsWith(path)).length;
  }

  private accept(client: Socket): void {
    this.track(client);
    let all = Buffer.alloc(0);
    const read = (chunk: Buffer) => {
      all = Buffer.concat([all, chunk]);
      const end = all.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = all.subarray(0, end).toString('latin1');
      // Bodies are small: the whole request first, then what happens to it.
      if (all.length < end + 4 + bodyLength(head)) return;
      client.off('data', read);
      this.serve(client, head, all.subarray(end + 4));
    };
    client.on('data', read);
  }

  private serve(client: Socket, head: string, body: Buffer): void {
    const [first = '', ...headers] = head.split('\r\n');
    const [method = '', path = ''] = first.split(' ');
    const seen = { method, path, body: body.toString('utf8') };
    const fault = this.choose(seen);
    this.requests.push({ ...seen, at: Date.now(), fault: fault.kind });
    if (fault.kind === 'cut') return void client.destroy();
    if (fault.kind === 'answer') return this.answer(client, fault);

    if (path.startsWith('/api/v1/events')) {
      this.openStreams += 1;
      client.on('close', () => (this.openStreams -= 1));
    }
    const server = connect(this.upstream, '127.0.0.1');
    this.track(server);
    server.on('error', () => client.destroy());
    server.on('close', () => fault.kind === 'lose-answer' && client.destroy());
    client.on('close', () => fault.kind === 'pass' && server.destroy());
    const kept = headers.filter((line) => !/^connection:/i.test(line));
    server.write(`${[first, ...kept, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    if (fault.kind === 'cut-body') {
      const half = body.subarray(0, Math.floor(body.length / 2));
      server.write(half, () => {
        server.destroy();
        client.destroy();
      });
      return;
    }
    server.write(body);
    this.sendAnswer(client, server, fault);
  }

  private sendAnswer(client: Socket, server: Socket, fault: Fault): void {
    const pass = () => {
      server.on('data', (chunk: Buffer) => {
        this.bytesDown += chunk.length;
        client.write(chunk);
      });
      server.on('end', () => client.end());
      server.resume();
    };
    if (fault.kind === 'lose-answer') server.on('data', () => undefined);
    else if (fault.kind === 'hold') this.held.push(pass);
    else if (fault.kind === 'delay') setTimeout(pass, fault.ms);
    else pass();
  }

  private answer(client: Socket, fault: Extract<Fault, { kind: 'answer' }>): void {
    const headers = { 'Content-Type': 'text/html', ...fault.headers, 'Content-Length': String(Buffer.byteLength(fault.body)) };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    client.resume();
    client.end(`HTTP/1.1 ${fault.status} Answer\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${fault.body}`);
  }

  private choose(seen: Seen): Fault {
    for (const rule of this.rules) {
      const fault = rule(seen);
      if (fault) return fault;
    }
    return { kind: 'pass' };
  }

  private track(socket: Socket): void {
    this.open.add(socket);
    socket.on('close', () => this.open.delete(socket));
    socket.on('error', () => socket.destroy());
  }
}

function bodyLength(head: string): number {
  return Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
}
