// A real TCP proxy between the browser and the server. One connection carries one request (the proxy adds
// `Connection: close`), so a fault can be chosen by path and hits exactly one request, at the level of bytes: cut,
// held, delayed, or answered by somebody who is not the server.
import { type Server as Listener, type Socket, connect, createServer } from 'node:net';

export interface Seen {
  method: string;
  path: string;
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

  /** Faults for the requests whose path starts with `path`: the first `times` of them, or all. Returns how to end it. */
  fault(path: string, fault: Fault, times = Infinity): () => void {
    let left = times;
    const rule: Rule = (seen) => {
      if (left <= 0 || !seen.path.startsWith(path)) return undefined;
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
    let head = Buffer.alloc(0);
    const read = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      client.off('data', read);
      client.pause();
      this.serve(client, head.subarray(0, end).toString('latin1'), head.subarray(end + 4));
    };
    client.on('data', read);
  }

  private serve(client: Socket, head: string, rest: Buffer): void {
    const [first = '', ...headers] = head.split('\r\n');
    const [method = '', path = ''] = first.split(' ');
    const fault = this.choose({ method, path });
    this.requests.push({ method, path, at: Date.now(), fault: fault.kind });
    if (fault.kind === 'cut') return void client.destroy();
    if (fault.kind === 'answer') return this.answer(client, fault);

    const server = connect(this.upstream, '127.0.0.1');
    this.track(server);
    server.on('error', () => client.destroy());
    server.on('close', () => fault.kind === 'lose-answer' && client.destroy());
    client.on('close', () => fault.kind === 'pass' && server.destroy());
    const kept = headers.filter((line) => !/^connection:/i.test(line));
    server.write(`${[first, ...kept, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    if (fault.kind === 'cut-body') {
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      return this.halfBody(client, server, rest, length);
    }
    server.write(rest);
    client.on('data', (chunk) => server.write(chunk));
    client.resume();
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

  private halfBody(client: Socket, server: Socket, rest: Buffer, length: number): void {
    let sent = 0;
    const forward = (chunk: Buffer) => {
      const part = chunk.subarray(0, Math.max(0, Math.floor(length / 2) - sent));
      sent += part.length;
      server.write(part, () => {
        if (sent < Math.floor(length / 2)) return;
        server.destroy();
        client.destroy();
      });
    };
    client.on('data', forward);
    forward(rest);
    client.resume();
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
