// The site's data is cleared under open tabs: all of them say so, what they know is written again, and no form is lost.
import { App } from '../support/app.ts';
import { copies } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { clearSiteData } from '../support/lifecycle.ts';

type Clear = (first: App) => Promise<void>;

async function deleteDatabases(app: App): Promise<void> {
  await app.page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise<void>((done, fail) => {
        const gone = indexedDB.deleteDatabase(name ?? '');
        gone.onsuccess = () => done();
        gone.onerror = () => fail(gone.error);
      });
    }
  });
}

for (const what of ['the databases', 'a database, by a program', 'everything'] as const) {
  test(`field_20: ${what} cleared under two open tabs`, async ({ world }) => {
    world.guard.expect(status(503), status(401));
    const device = await world.device('laptop');
    const person = new Person(world.server.url, 'Pia');
    const first = await App.signUp(device, person);
    await first.add('Lantern', { quantity: 4 });
    await first.go('Collection');
    await first.synced();
    const second = await App.open(device);
    await second.expectQuantity('Lantern', 4);
    device.proxy.fault('/api/v1/push', { kind: 'answer', status: 503, body: 'later' });
    await second.more('Lantern');
    await first.expectQuantity('Lantern', 5);
    await first.more('Lantern');
    await first.more('Lantern');
    await second.expectQuantity('Lantern', 7);
    // A form with something in it, in the tab beside.
    await second.go('Add');
    await second.field('Name').fill('Half a na');

    const clear: Clear = {
      'the databases': async (app: App) => await clearSiteData(device, app, 'indexeddb'),
      'a database, by a program': deleteDatabases,
      'everything': async (app: App) => await clearSiteData(device, app, 'all'),
    }[what];
    await clear(first);

    for (const app of [first, second]) {
      await expect(app.page.getByTestId('cleared')).toContainText('with 3 edits that had not been sent');
    }
    await expect(second.field('Name')).toHaveValue('Half a na');
    await first.expectQuantity('Lantern', 7);

    device.proxy.heal();
    if (what === 'everything') {
      await expect(first.status).toHaveText('Sign in to sync', { timeout: 70_000 });
      await expect(second.field('Name')).toHaveValue('Half a na');
      await first.page.getByRole('link', { name: 'Sign in' }).first().click();
      await first.page.getByLabel('Name', { exact: true }).fill(person.name);
      await first.page.getByLabel('Password').fill(person.password);
      await first.page.getByRole('button', { name: 'Sign in' }).click();
    }
    await first.synced(80_000);
    await expect.poll(() => copies(world.server.database)).toBe(7);
    // They are on the device again, not only in the tabs.
    await first.page.close();
    await second.page.close();
    const again = await App.open(device);
    await again.expectQuantity('Lantern', 7);
  });
}

test('field_20: signing out in one tab still signs the other one out, and leaves nothing', async ({ world }) => {
  // What the other tab had just asked for is answered after the session ended.
  world.guard.expect(status(401));
  const device = await world.device('shared');
  const first = await App.signUp(device, new Person(world.server.url, 'Quinn'));
  await first.add('Secret Lantern');
  await first.go('Collection');
  await first.synced();
  const second = await App.open(device);
  await second.expectQuantity('Secret Lantern', 1);
  await first.page.goto(`${device.proxy.url}/settings`);
  await first.page.getByTestId('sign-out').click();
  await expect(second.page.getByRole('link', { name: 'Create an account' })).toBeVisible();
  for (const app of [first, second]) await expect(app.page.getByText('Secret Lantern')).toHaveCount(0);
  await expect.poll(async () => await second.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});
