// Real input: a collection file, twice, on two devices, and broken.
import { App } from '../support/app.ts';
import { brokenCsv, tcgplayerCopies, tcgplayerCsv } from '../support/csv.ts';
import { copies, number } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

test('a file imported on two devices, offline and twice, is one collection', async ({ world }) => {
  const person = new Person(world.server.url, 'Zoe');
  const [phone, laptop] = [await world.device('phone'), await world.device('laptop')];
  const first = await App.signUp(phone, person);
  const second = await App.signIn(laptop, person);
  for (const device of [phone, laptop]) await device.goOffline();
  const file = tcgplayerCsv(1007, 3);
  for (const app of [first, second]) {
    await app.import('collection.csv', file);
    await expect(app.page.getByTestId('import-new')).toHaveText('1,007');
    await app.page.getByTestId('import').click();
    await expect(app.page.getByTestId('imported')).toContainText('1,007');
  }
  await first.go('Collection');
  await first.go('Import');
  await first.import('collection.csv', file);
  await expect(first.page.getByTestId('import')).toHaveText('Nothing new to import');

  for (const device of [phone, laptop]) await device.goOnline();
  for (const app of [first, second]) {
    await app.go('Collection');
    await app.synced(80_000);
    await app.expectCards(tcgplayerCopies(1007, 3));
  }
  await expect.poll(() => copies(world.server.database)).toBe(tcgplayerCopies(1007, 3));
  await expect.poll(() => number(world.server.database, "select count(*) from records where kind = 'entry' and alive = 1")).toBe(1007);
});

test('rows that cannot be read are listed with their line and reason, and only the others come in', async ({ world }) => {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Abe'));
  await app.import('broken.csv', brokenCsv);
  await expect(app.page.getByTestId('import-bad')).toHaveText('3');
  await expect(app.page.getByTestId('unreadable').getByRole('row')).toHaveCount(4);
  await app.page.getByTestId('import').click();
  await app.go('Collection');
  await app.synced();
  await app.expectCards(2);
});

test('a file of another kind is refused with a reason', async ({ world }) => {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Cyd'));
  await app.import('notes.txt', 'dear diary,today\nI bought a card,twice\n');
  await expect(app.page.getByTestId('import-wrong')).toContainText('notes.txt');
});
