// An old tab beside a newer one: it says so, keeps what is typed, and is loaded anew only when somebody says so there.
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

test('field_25: a tab whose storage a newer version has changed says to reload it, and keeps the typed text', async ({ world }) => {
  // The browser's words for a database of a later version.
  world.guard.expect(/VersionError|version/i);
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Rita'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  const other = await device.open('/build.json');
  await app.page.bringToFront();
  await app.go('Add');
  await app.field('Name').fill('Half a na');
  await other.evaluate(async () => {
    const name = (await indexedDB.databases()).map((database) => database.name).find((name) => name?.startsWith('vitrine:'));
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const open = indexedDB.open(name ?? '', 1_000);
      open.onsuccess = () => done(open.result);
      open.onerror = () => fail(open.error);
    });
    db.close();
  });

  const older = app.page.getByTestId('older');
  await expect(older).toContainText('This tab is of an older version');
  await expect(app.page.getByText('private window')).toHaveCount(0);
  await expect(app.page.getByText('No room on this device')).toHaveCount(0);
  await expect(app.field('Name')).toHaveValue('Half a na');
  // What cannot be saved any more says why, and stays in its form.
  await app.page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(app.page.getByTestId('not-saved')).toContainText('This tab is of an older version of Vitrine: reload it.');
  await expect(app.field('Name')).toHaveValue('Half a na');
});
