// What a browser does to tabs nobody looks at, and what a person does to a site's data in the browser's settings.
import type { CDPSession } from '@playwright/test';
import type { App } from './app.ts';
import type { Device } from './device.ts';

/**
 * A tab that can be frozen: it is told so, and then nothing runs in it and nothing is delivered to it, until it thaws. The
 * browser of the tests keeps every page in sight, and Chromium freezes none that is; so its debugger holds the page.
 */
export class Freezer {
  private constructor(
    private readonly session: CDPSession,
    private readonly app: App,
  ) {}

  static async of(device: Device, app: App): Promise<Freezer> {
    return new Freezer(await device.browser.newCDPSession(app.page), app);
  }

  async freeze(): Promise<void> {
    await this.session.send('Debugger.enable');
    const stands = new Promise<void>((done) => this.session.once('Debugger.paused', () => done()));
    // What follows from the event in its own turn of the event loop is still done, as when a browser freezes.
    const expression = `
      document.dispatchEvent(new Event('freeze'));
      const hop = (left) => queueMicrotask(() => { if (left) hop(left - 1); else debugger; });
      hop(100);`;
    // Answered when the page goes on.
    this.session.send('Runtime.evaluate', { expression: `{${expression}}` }).catch(() => undefined);
    await stands;
  }

  async thaw(): Promise<void> {
    await this.session.send('Debugger.resume');
    await this.session.send('Debugger.disable');
    await this.app.page.evaluate(() => document.dispatchEvent(new Event('resume')));
  }
}

/** The person clears what the site keeps: all of it, or the databases only. */
export async function clearSiteData(device: Device, app: App, what: 'all' | 'indexeddb'): Promise<void> {
  const session = await device.browser.newCDPSession(app.page);
  await session.send('Storage.clearDataForOrigin', { origin: device.proxy.url, storageTypes: what });
  await session.detach();
}
