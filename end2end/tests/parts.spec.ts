// The code comes in several files, and any of them may stay away.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { otherBuild } from '../support/builds.ts';
import { expect, test, type World } from '../support/fixtures.ts';
import { cutConnection, status } from '../support/guard.ts';
import { Person } from '../support/http.ts';

const SPLIT = /failed to load split module|Failed to fetch|net::ERR_FAILED|Failed to execute 'compile' on 'WebAssembly'/;

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

/** Somebody who has one card, all of it with the server. */
async function withAmber(world: World, name: string): Promise<App> {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, name));
  await app.add('Amber');
  await app.go('Collection');
  await app.synced();
  return app;
}

/** The card's page, as the server made it and without its code. */
async function cardWithoutParts(app: App): Promise<{ go: () => Promise<void> }> {
  const card = await app.openCard('Amber');
  const parts = await withoutParts(app.page);
  await app.page.goto(new URL(card, app.page.url()).href);
  await expect(app.page.getByRole('heading', { level: 1, name: 'Amber' })).toBeVisible();
  return parts;
}

test('a page whose code did not come says so, and is there with the next try', async ({ world }) => {
  world.guard.expect(SPLIT);
  const app = await withAmber(world, 'Parry');
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
  const app = await withAmber(world, 'Pearl');
  const parts = await cardWithoutParts(app);
  await expect(app.page.locator('body[data-hydrated]')).toHaveCount(0);
  await parts.go();
  await expect(app.page.locator('body[data-hydrated]')).toHaveCount(1);
  await app.edit({ Notes: 'alive' });
  await app.synced();
});

test('the code of a page is asked for together with the document', async ({ world }) => {
  const app = await withAmber(world, 'Petra');
  const card = await app.openCard('Amber');
  // As on a first visit: nothing is kept.
  const session = await app.page.context().newCDPSession(app.page);
  await session.send('Network.enable');
  await session.send('Network.setBypassServiceWorker', { bypass: true });
  await session.send('Network.clearBrowserCache');
  await app.page.goto(new URL(card, app.page.url()).href);
  await expect(app.page.locator('body[data-hydrated]')).toHaveCount(1);
  const asked = await app.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => /split_cards[^/]*\.wasm$/.test(entry.name))
      .map((entry) => (entry as PerformanceResourceTiming).initiatorType),
  );
  expect(asked, 'once, by the document').toEqual(['link']);
});

test('a page whose code is of an older build than the server starts over with the new one', async ({ world }) => {
  world.guard.expect(SPLIT);
  world.guard.expect(cutConnection);
  world.guard.expect(status(404));
  const app = await withAmber(world, 'Pola');
  const parts = await cardWithoutParts(app);
  const build = app.page.locator('meta[name=vitrine-build]');
  const old = await build.getAttribute('content');
  await world.server.stop();
  await parts.go();
  await world.server.start({ binary: otherBuild(world.server.dataDir) });
  await expect(app.page.locator('body[data-hydrated]')).toHaveCount(1, { timeout: 30_000 });
  expect(await build.getAttribute('content')).not.toBe(old);
  await app.edit({ Notes: 'alive' });
  await app.synced(70_000);
});
