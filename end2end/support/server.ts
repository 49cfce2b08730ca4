// The real release binary on a data folder of its own: started, stopped politely, or killed with -9.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const binary = resolve(process.env.VITRINE_BIN ?? '../target/release/vitrine');

export interface ServerOptions {
  /** Instead of the SQLite file in the data folder. */
  databaseUrl?: string;
  /** More arguments of `vitrine serve`. */
  args?: string[];
  env?: Record<string, string>;
  binary?: string;
}

export class Server {
  private process: ChildProcess | undefined;
  readonly dataDir: string;
  readonly logFile: string;

  private constructor(
    readonly port: number,
    private readonly options: ServerOptions,
  ) {
    this.dataDir = mkdtempSync(join(tmpdir(), 'vitrine-data-'));
    this.logFile = join(this.dataDir, 'server.log');
  }

  static async start(options: ServerOptions = {}): Promise<Server> {
    if (!existsSync(options.binary ?? binary)) {
      throw new Error(`${binary} is missing: run the tests with \`cargo xtask test browser\``);
    }
    const server = new Server(await freePort(), options);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (this.process?.pid === undefined) throw new Error('the server is not running');
    return this.process.pid;
  }

  get database(): string {
    return join(this.dataDir, 'vitrine.sqlite');
  }

  get log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  /** Starts on the same port and the same data, with another build or other arguments if named. */
  async start(change: ServerOptions = {}): Promise<void> {
    if (this.process) throw new Error('the server runs already');
    const options = { ...this.options, ...change };
    const args = ['serve', '--addr', `127.0.0.1:${this.port}`, '--data-dir', this.dataDir];
    if (options.databaseUrl) args.push('--database-url', options.databaseUrl);
    const log = openSync(this.logFile, 'a');
    const child = spawn(options.binary ?? binary, [...args, ...(options.args ?? [])], {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...options.env },
    });
    closeSync(log);
    this.process = child;
    const deadline = Date.now() + 15_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`the server ended at once:\n${this.log}`);
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(30);
    }
    throw new Error(`the server does not answer:\n${this.log}`);
  }

  /** kill -9: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** SIGTERM: must end in good order, open streams or not. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  }
}

export async function freePort(): Promise<number> {
  return await new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      if (address === null || typeof address === 'string') return fail(new Error('no port'));
      probe.close(() => done(address.port));
    });
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
