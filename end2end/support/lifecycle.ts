// What a browser does to tabs nobody looks at, and what a person does to a site's data in the browser's settings.
import type { CDPSession } from '@playwright/test';
import type { App } from './app.ts';
import type { Device } from './device.ts';

/** A tab that can be frozen: nothing runs in it, and nothing is delivered to it, until it thaws. */
export class Freezer {
  private constructor(private readonly session: CDPSession) {}

  static async of(device: Device, app: App): Promise<Freezer> {
    return new Freezer(await device.browser.newCDPSession(app.page));
  }

  async freeze(): Promise<void> {
    await this.session.send('Page.setWebLifecycleState', { state: 'frozen' });
  }

  async thaw(): Promise<void> {
    await this.session.send('Page.setWebLifecycleState', { state: 'active' });
  }
}

/** The person clears what the site keeps: all of it, or the databases only. */
export async function clearSiteData(device: Device, app: App, what: 'all' | 'indexeddb'): Promise<void> {
  const session = await device.browser.newCDPSession(app.page);
  await session.send('Storage.clearDataForOrigin', { origin: device.proxy.url, storageTypes: what });
  await session.detach();
}
