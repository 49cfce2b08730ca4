// The wish list: made offline, the same on all devices, counted nowhere; a card that came is one wish less in one action.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { daysAgo, importPrices } from '../support/prices.ts';

async function openWishes(page: Page): Promise<void> {
  await page.getByTestId('account').click();
  await page.getByRole('link', { name: /^Wish list/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Wish list' })).toBeVisible();
}

test('a wish made without a network is on the other device, and the card that came is one wish less', async ({ world }) => {
  const person = new Person(world.server.url, 'Wanda');
  const app = await App.signUp(await world.device('laptop'), person);
  const other = await App.signIn(await world.device('phone'), person);
  await app.readyForOffline();
  await openWishes(app.page);
  await world.serverDies();
  const form = app.page.getByTestId('add-wish');
  await form.getByLabel('Name', { exact: true }).fill('Grey Lantern');
  await form.getByLabel('May cost').fill('12.50');
  await form.getByLabel('How many').fill('2');
  await form.getByRole('button', { name: 'Add to the wish list' }).click();
  const wish = app.page.getByTestId('wish');
  await expect(wish).toContainText('Grey Lantern');
  await expect(wish).toContainText('2 \u00b7 up to $12.50 each');
  await expect(form.getByLabel('Name', { exact: true })).toBeFocused();
  await world.serverComesBack();
  await app.synced(60_000);

  await openWishes(other.page);
  const theirs = other.page.getByTestId('wish');
  await expect(theirs).toContainText('Grey Lantern', { timeout: 30_000 });
  await theirs.getByRole('button', { name: 'I have it: Grey Lantern' }).click();
  await expect(theirs).toContainText('up to $12.50');
  await expect(theirs).not.toContainText('each');
  await other.synced();

  await app.go('Collection');
  await app.expectQuantity('Grey Lantern', 1);
  // One action, taken back as one.
  await other.page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect(theirs).toContainText('2 \u00b7 up to $12.50 each');
  await other.synced();
  await expect(app.row('Grey Lantern')).toHaveCount(0, { timeout: 30_000 });
});

test('a wish is edited in place, deleted, and comes back from the trash', async ({ world }) => {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Will'));
  const { page } = app;
  await openWishes(page);
  const form = page.getByTestId('add-wish');
  await form.getByLabel('Name', { exact: true }).fill('Compass');
  await form.getByLabel('May cost').fill('dear');
  await form.getByRole('button', { name: 'Add to the wish list' }).click();
  await expect(form.getByText('This is not an amount of USD')).toBeVisible();
  await form.getByLabel('May cost').fill('');
  await form.getByRole('button', { name: 'Add to the wish list' }).click();
  await page.getByRole('button', { name: 'Edit Compass' }).click();
  const item = page.getByTestId('wish');
  await item.getByLabel('Wanted').selectOption({ label: 'very much' });
  await item.getByLabel('Set', { exact: true }).fill('Base Set');
  await item.getByRole('button', { name: 'Save' }).click();
  await expect(item).toContainText('Base Set');
  await expect(item).toContainText('very much');
  await item.getByRole('button', { name: 'Delete Compass' }).click();
  await expect(item).toHaveCount(0);
  await page.getByTestId('account').click();
  await page.getByRole('link', { name: 'Trash', exact: true }).click();
  await page.getByTestId('choose-all').check();
  await page.getByTestId('restore').click();
  await openWishes(page);
  await expect(item).toContainText('Base Set');
  await app.synced();
});

test('a price that comes down to what a wish may cost is said once', async ({ world }) => {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Wren'));
  const { page } = app;
  importPrices(world.server, [['mtg:tst-1', daysAgo(9), '14.00']]);
  await openWishes(page);
  const form = page.getByTestId('add-wish');
  await form.getByLabel('Name', { exact: true }).fill('Amber');
  await form.getByLabel('Game').selectOption('mtg');
  await form.getByLabel('Set code').fill('TST');
  await form.getByLabel('Number').fill('001/217');
  await form.getByLabel('May cost').fill('12.50');
  await form.getByRole('button', { name: 'Add to the wish list' }).click();
  const price = page.getByTestId('wish-price');
  await expect(price).toHaveText('now $14.00, $1.50 above your price', { timeout: 60_000 });

  importPrices(world.server, [['mtg:tst-1', daysAgo(1), '12.00']]);
  const news = page.locator('.toast', { hasText: 'Amber has come down to $12.00.' });
  await expect(news).toBeVisible({ timeout: 60_000 });
  await expect(price).toHaveText('now $12.00: $0.50 below your price');
  await page.getByTestId('account').click();
  await expect(page.getByRole('link', { name: 'Wish list \u00b7 1 at your price' })).toBeVisible();

  // It is known by now, also after a reload.
  await page.reload();
  await openWishes(page);
  await expect(price).toHaveText('now $12.00: $0.50 below your price');
  await expect(news).toHaveCount(0);
});
