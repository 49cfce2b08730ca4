// A copy of this tree, in which a test may change files, and the commands that run in it. What was compiled of other
// people's crates is shared with this one.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { freePort, pause } from '../support/server.ts';

const root = resolve('..');
const target = resolve(process.env.CARGO_TARGET_DIR ?? join(root, 'target'));

export class Tree {
  readonly folder = mkdtempSync(join(tmpdir(), 'vitrine-tree-'));
  private running: { child: ChildProcess; ended: Promise<number | null> } | undefined;

  private constructor(
    readonly port: number,
    private readonly reloadPort: number,
  ) {}

  static async copy(): Promise<Tree> {
    const tree = new Tree(await freePort(), await freePort());
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
    for (const name of listed.toString().split('\0').filter(Boolean)) {
      mkdirSync(dirname(join(tree.folder, name)), { recursive: true });
      copyFileSync(join(root, name), join(tree.folder, name));
    }
    symlinkSync(join(root, 'end2end/node_modules'), join(tree.folder, 'end2end/node_modules'));
    return tree;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get log(): string {
    return readFileSync(join(this.folder, 'command.log'), 'utf8');
  }

  built(profile: 'debug' | 'release'): string {
    return join(target, profile, 'vitrine');
  }

  change(file: string, from: string, to: string): void {
    const path = join(this.folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    writeFileSync(path, text.replaceAll(from, to));
  }

  add(file: string, text: string): void {
    const path = join(this.folder, file);
    writeFileSync(path, readFileSync(path, 'utf8') + text);
  }

  /** Begins a command, as a person would type it here. */
  start(command: string, env: Record<string, string> = {}): void {
    const log = openSync(join(this.folder, 'command.log'), 'w');
    const child = spawn('sh', ['-c', command], {
      cwd: this.folder,
      // A group of its own: what it starts ends with it.
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        CARGO_TARGET_DIR: target,
        LEPTOS_SITE_ADDR: `127.0.0.1:${this.port}`,
        LEPTOS_RELOAD_PORT: String(this.reloadPort),
        ...env,
      },
    });
    closeSync(log);
    this.running = { child, ended: new Promise((done) => child.once('exit', (code) => done(code))) };
  }

  /** Waits until what was started serves. */
  async serves(): Promise<void> {
    for (;;) {
      if (this.running?.child.exitCode !== null) throw new Error(`it ended:\n${this.log}`);
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(500);
    }
  }

  /** Runs a command to its end, which must be a good one. */
  async run(command: string, env: Record<string, string> = {}): Promise<void> {
    this.start(command, env);
    const code = await this.running?.ended;
    this.running = undefined;
    if (code !== 0) throw new Error(`\`${command}\` ended with ${code}:\n${this.log}`);
  }

  /** ctrl-c. */
  async stop(): Promise<void> {
    const running = this.running;
    this.running = undefined;
    if (!running || running.child.exitCode !== null || running.child.pid === undefined) return;
    process.kill(-running.child.pid, 'SIGINT');
    await Promise.race([running.ended, pause(20_000)]);
    try {
      process.kill(-running.child.pid, 'SIGKILL');
    } catch {
      // Everything has ended.
    }
    await running.ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
