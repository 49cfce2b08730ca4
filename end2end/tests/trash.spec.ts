// The trash: what was deleted is found there, on every device, and comes back with all it had.
import { App } from '../support/app.ts';
import { Client, manyHoldings } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

async function openTrash(app: App): Promise<void> {
  await app.page.getByTestId('account').click();
  await app.page.getByRole('link', { name: 'Trash' }).click();
  await expect(app.page.getByRole('heading', { level: 1, name: 'Trash' })).toBeVisible();
}

test('a deleted card comes back with its copies, offline, and on the other device too', async ({ world }) => {
  const person = new Person(world.server.url, 'Tom');
  const device = await world.device('first');
  const app = await App.signUp(device, person);
  for (const name of ['Amber', 'Basalt', 'Cobalt']) await app.add(name, { quantity: 3, cost: '2' });
  await app.go('Collection');
  await app.synced();
  await openTrash(app);
  await expect(app.page.getByRole('heading', { name: 'Nothing was deleted' })).toBeVisible();
  await app.go('Collection');
  await app.openCard('Basalt');
  await app.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await app.synced();
  const other = await App.signIn(await world.device('second'), person);
  await other.expectCards(6);

  await device.goOffline();
  await app.offline();
  await openTrash(app);
  const row = app.page.getByRole('listitem').filter({ hasText: 'Basalt' });
  await expect(row).toContainText('3 copies');
  await row.getByRole('button', { name: 'Restore Basalt' }).click();
  await expect(app.page.getByRole('heading', { name: 'Nothing was deleted' })).toBeVisible();
  await app.go('Collection');
  await app.expectQuantity('Basalt', 3);
  await device.goOnline();
  await other.expectQuantity('Basalt', 3);
  await other.expectCards(9);
});

test('deleted copies of a card that is there come back, and go again with undo', async ({ world }) => {
  const app = await App.signUp(await world.device('first'), new Person(world.server.url, 'Tia'));
  await app.add('Amber', { quantity: 3, cost: '2' });
  await app.go('Collection');
  await app.openCard('Amber');
  await app.page.getByRole('button', { name: 'Delete these copies' }).click();
  await openTrash(app);
  const row = app.page.getByRole('listitem').filter({ hasText: 'Amber' });
  await expect(row).toContainText('$2.00 each');
  await row.getByRole('button', { name: 'Restore Amber' }).click();
  await expect(row).toHaveCount(0);
  await app.page.locator('.toast', { hasText: 'Brought back Amber.' }).getByRole('button', { name: 'Undo' }).click();
  await expect(row).toHaveCount(1);
  await app.synced();
});

test('ten thousand deleted cards are searched, and brought back as one action', async ({ world }) => {
  test.setTimeout(180_000);
  const person = new Person(world.server.url, 'Tess');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(10_000));
  const app = await App.signIn(await world.device('first'), person);
  const found = app.page.getByTestId('found');
  await expect(found).toHaveText('10,000 entries', { timeout: 60_000 });
  await app.synced(60_000);
  await app.page.keyboard.press('Control+a');
  await app.page.getByTestId('bulk').getByRole('button', { name: 'Delete', exact: true }).click();
  await app.expectEmpty();
  await openTrash(app);
  await expect(found).toHaveText('10,000 deleted things', { timeout: 20_000 });
  // As many rows as fit the screen, wherever one is.
  const drawn = app.page.getByTestId('trash').getByRole('listitem');
  expect(await drawn.count()).toBeLessThan(60);
  await app.page.keyboard.press('End');
  await expect.poll(() => drawn.count()).toBeGreaterThan(5);

  await app.page.getByLabel('Search the trash').fill('amber jade');
  // Either word may come first in the name.
  const some = 200;
  await expect(found).toHaveText(`${some} deleted things`);
  await app.page.getByTestId('choose-all').check();
  await app.page.getByTestId('restore').click();
  await expect(found).toHaveText('0 deleted things');
  await app.page.getByLabel('Search the trash').fill('');
  await app.page.getByTestId('choose-all').check();
  await app.page.getByTestId('restore').click();
  await expect(app.page.getByRole('heading', { name: 'Nothing was deleted' })).toBeVisible({ timeout: 20_000 });
  await app.page.keyboard.press('Control+z');
  await expect(found).toHaveText('9,800 deleted things', { timeout: 20_000 });
  await app.synced(60_000);
  await app.go('Collection');
  await expect(app.page.getByTestId('found')).toHaveText(`${some} entries`);
});
