// The code comes in several files, and any of them may stay away.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

const SPLIT = /failed to load split module|Failed to fetch|net::ERR_FAILED/;

/** Lets no part of the app reach this page until `go` is called; the main file comes. */
async function withoutParts(page: Page): Promise<{ go: () => Promise<void> }> {
  // Neither its cache nor its service worker may have them.
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setBypassServiceWorker', { bypass: true });
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const parts = /\/pkg\/[^/]+\/(split|chunk)_[^/]+\.wasm$/;
  await page.route(parts, (route) => route.abort());
  return { go: () => page.unroute(parts) };
}

test('a page whose code did not come says so, and is there with the next try', async ({ world }) => {
  world.guard.expect(SPLIT);
  const person = new Person(world.server.url, 'Parry');
  const app = await App.signUp(await world.device('laptop'), person);
  await app.add('Amber');
  await app.go('Collection');
  await app.synced();
  const parts = await withoutParts(app.page);
  await app.page.reload();
  await expect(app.row('Amber')).toBeVisible();
  await app.synced();

  await app.go('Overview');
  await expect(app.page.getByRole('alert').filter({ hasText: 'This did not come' })).toBeVisible();
  await app.go('Collection');
  await expect(app.row('Amber'), 'the rest goes on').toBeVisible();
  await app.go('Overview');
  await parts.go();
  await app.page.getByRole('button', { name: 'Try again' }).click();
  await expect(app.page.getByTestId('total-value')).toBeVisible();
});

test('a page the server made can be read while its code stays away, and lives when it comes', async ({ world }) => {
  world.guard.expect(SPLIT);
  const person = new Person(world.server.url, 'Pearl');
  const app = await App.signUp(await world.device('laptop'), person);
  await app.add('Amber');
  await app.go('Collection');
  await app.synced();
  const card = await app.openCard('Amber');
  const parts = await withoutParts(app.page);
  await app.page.goto(new URL(card, app.page.url()).href);
  await expect(app.page.getByRole('heading', { level: 1, name: 'Amber' })).toBeVisible();
  await expect(app.page.locator('body[data-hydrated]')).toHaveCount(0);
  await parts.go();
  await expect(app.page.locator('body[data-hydrated]')).toHaveCount(1);
  await app.edit({ Notes: 'alive' });
  await app.synced();
});
