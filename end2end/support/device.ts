// A device: one Chromium profile in a folder of its own, which survives the browser, and one network. It can be closed,
// opened again, or killed.
import { type BrowserContext, type BrowserContextOptions, type Page, chromium } from '@playwright/test';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumArgs, chromiumPath } from './chromium.ts';
import { type Guard, cutConnection } from './guard.ts';
import type { Proxy } from './proxy.ts';

/** Where the browsers of the tests are: not where servers usually count their days. */
export const TIME_ZONE = 'Europe/Berlin';

export class Device {
  private context: BrowserContext | undefined;
  readonly profile: string;

  constructor(
    readonly name: string,
    readonly proxy: Proxy,
    private readonly guard: Guard,
    private readonly options: BrowserContextOptions,
  ) {
    this.profile = mkdtempSync(join(tmpdir(), `vitrine-${name}-`));
  }

  get browser(): BrowserContext {
    if (!this.context) throw new Error(`${this.name} is closed`);
    return this.context;
  }

  get isOpen(): boolean {
    return this.context !== undefined;
  }

  /** A new tab on `path`; opens the browser when it is closed. */
  async open(path = '/'): Promise<Page> {
    const fresh = this.context === undefined;
    this.context ??= await this.launch();
    const blank = fresh ? this.context.pages()[0] : undefined;
    const page = blank ?? (await this.context.newPage());
    await page.goto(path.startsWith('/') ? this.proxy.url + path : path);
    return page;
  }

  /** Closes the browser as a person does. */
  async close(): Promise<void> {
    await this.context?.close();
    this.context = undefined;
  }

  /** Power cut: every process of this browser dies at once. */
  async kill(): Promise<void> {
    const context = this.context;
    this.context = undefined;
    for (const pid of this.processes()) process.kill(pid, 'SIGKILL');
    await context?.close().catch(() => undefined);
  }

  /** No network: connections to the server are refused. */
  async goOffline(): Promise<void> {
    this.guard.expect(cutConnection);
    await this.proxy.down();
  }

  async goOnline(): Promise<void> {
    await this.proxy.up();
  }

  async dispose(): Promise<void> {
    await this.close().catch(() => undefined);
    await this.proxy.down();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private async launch(): Promise<BrowserContext> {
    const context = await chromium.launchPersistentContext(this.profile, {
      executablePath: chromiumPath,
      args: chromiumArgs,
      headless: true,
      timezoneId: TIME_ZONE,
      locale: 'en-GB',
      ...this.options,
    });
    this.guard.watch(context, this.name);
    return context;
  }

  /** Only processes started with this profile's folder. */
  private processes(): number[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--user-data-dir=${this.profile}`);
      } catch {
        return false;
      }
    });
  }
}
