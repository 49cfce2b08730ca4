// What a browser does to tabs nobody looks at, and what a person does to a site's data in the browser's settings.
import { type CDPSession, expect } from '@playwright/test';
import type { App } from './app.ts';
import type { Device } from './device.ts';

/** A tab that can be frozen: nothing runs in it, and nothing is delivered to it, until it thaws. */
export class Freezer {
  private constructor(
    private readonly session: CDPSession,
    private readonly app: App,
  ) {}

  static async of(device: Device, app: App): Promise<Freezer> {
    await app.page.evaluate(() => {
      const root = document.documentElement;
      document.addEventListener('freeze', () => root.setAttribute('data-test-frozen', ''));
      document.addEventListener('resume', () => root.removeAttribute('data-test-frozen'));
    });
    return new Freezer(await device.browser.newCDPSession(app.page), app);
  }

  /** Ends when the page has been told: from then on it is frozen. */
  async freeze(): Promise<void> {
    await this.session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await expect.poll(async () => await this.isFrozen(), 'the browser freezes the page').toBe(true);
  }

  async thaw(): Promise<void> {
    await this.session.send('Page.setWebLifecycleState', { state: 'active' });
    await expect.poll(async () => await this.isFrozen(), 'the browser thaws the page').toBe(false);
  }

  private async isFrozen(): Promise<boolean> {
    return await this.app.page.evaluate(() => document.documentElement.hasAttribute('data-test-frozen'));
  }
}

/** The person clears what the site keeps: all of it, or the databases only. */
export async function clearSiteData(device: Device, app: App, what: 'all' | 'indexeddb'): Promise<void> {
  const session = await device.browser.newCDPSession(app.page);
  await session.send('Storage.clearDataForOrigin', { origin: device.proxy.url, storageTypes: what });
  await session.detach();
}
