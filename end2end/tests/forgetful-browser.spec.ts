// What a browser may throw away or forget by itself, and what the person is told then
// (docs/engine.md#storage-that-fails-is-told).
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import type { Device } from '../support/device.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';

/** A page of the same site on which the app does not run. */
async function besideTheApp(device: Device, page: Page): Promise<void> {
  await page.goto(`${device.proxy.url}/build.json`);
}

test('a browser that evicted unsent edits is found out, and how many they were is said', async ({ world }) => {
  world.guard.expect(status(503));
  const device = await world.device('phone');
  const app = await App.signUp(device, new Person(world.server.url, 'Eva'));
  await app.add('Lantern', { quantity: 4 });
  await app.go('Collection');
  await app.synced();
  device.proxy.fault('/api/v1/push', { kind: 'answer', status: 503, body: 'later' });
  await app.more('Lantern');
  await app.more('Lantern');
  await expect.poll(async () => await app.waiting()).toBe(2);
  await besideTheApp(device, app.page);
  await app.page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise<void>((done, fail) => {
        const gone = indexedDB.deleteDatabase(name ?? '');
        gone.onsuccess = () => done();
        gone.onerror = () => fail(gone.error);
      });
    }
  });
  device.proxy.heal();
  const again = await App.open(device);
  await expect(again.page.getByText('2 edits were').first()).toBeVisible();
  await again.expectQuantity('Lantern', 4);
});

test('a browser that forgot who was signed in finds them by their collection, without a network', async ({ world }) => {
  const device = await world.device('phone');
  const app = await App.signUp(device, new Person(world.server.url, 'Finn'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  await app.readyForOffline();
  await besideTheApp(device, app.page);
  await app.page.evaluate(() => localStorage.clear());
  await device.goOffline();
  const again = await App.open(device);
  await again.expectQuantity('Lantern', 1);
  await again.more('Lantern');
  await device.goOnline();
  await again.synced(70_000);
  await again.expectQuantity('Lantern', 2);
});
