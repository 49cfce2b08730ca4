// Questions in the search box (docs/query.md): answered as they are typed, and what is misspelt is said and mended.
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

test('a question is answered without a network, and a misspelt field is named and mended', async ({ world }) => {
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Quin'));
  await app.add('Lantern', { quantity: 3, cost: '10' });
  await app.go('Collection');
  await app.add('Compass', { quantity: 1, cost: '50' });
  await app.go('Collection');
  await app.synced();
  await app.readyForOffline();
  await device.goOffline();
  const search = app.page.getByTestId('search');
  const found = app.page.getByTestId('found');
  await search.fill('qty>=2');
  await expect(found).toHaveText('1 of 2 entries');
  await expect(app.row('Lantern')).toBeVisible();
  await search.fill('cost>40 or lantern');
  await expect(found).toHaveText('2 of 2 entries');
  await search.fill('-lantern');
  await expect(found).toHaveText('1 of 2 entries');
  await expect(app.row('Compass')).toBeVisible();
  await search.fill('cots>40');
  const note = app.page.getByTestId('question-note');
  await expect(note).toContainText('“cots” is nothing that can be asked for');
  await expect(found).toHaveText('2 of 2 entries');
  await note.getByRole('button', { name: 'Did you mean cost>40?' }).click();
  await expect(search).toHaveValue('cost>40');
  await expect(found).toHaveText('1 of 2 entries');
  await expect(note).toHaveCount(0);
});
