// The keyboard alone is enough.
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

test('a collection is kept without a mouse', async ({ world }) => {
  const app = await App.signUp(await world.device('desk'), new Person(world.server.url, 'Kay'));
  const { page } = app;
  const keys = page.keyboard;
  await page.getByRole('heading', { name: 'Your case is empty' }).waitFor();
  await keys.press('a');
  for (const name of ['Amber', 'Basalt', 'Cobalt']) {
    await expect(app.field('Name')).toBeFocused();
    await keys.type(name);
    await keys.press('Enter');
    await expect(app.field('Name')).toHaveValue('');
  }
  // In a field, keys are letters.
  await keys.type('aj/');
  await expect(app.field('Name')).toHaveValue('aj/');
  await app.go('Collection');
  await app.synced();

  await keys.press('/');
  await expect(page.getByTestId('search')).toBeFocused();
  await keys.type('balt');
  await expect(page.getByTestId('found')).toHaveText('1 of 3 entries');
  await keys.press('Escape');
  await expect(page.getByTestId('search')).toHaveValue('');
  await expect(page.getByTestId('search')).not.toBeFocused();
  await expect(page.getByTestId('found')).toHaveText('3 entries');

  await keys.press('j');
  await expect(app.row('Amber')).toBeFocused();
  await keys.press('ArrowDown');
  await keys.press('j');
  await expect(app.row('Cobalt')).toBeFocused();
  await keys.press('k');
  await expect(app.row('Basalt')).toBeFocused();
  await keys.press('+');
  await keys.press('+');
  await keys.press('-');
  await app.expectQuantity('Basalt', 2);
  await keys.press('Delete');
  await expect(app.row('Basalt')).toHaveCount(0);
  await expect(app.row('Cobalt')).toBeFocused();
  await keys.press('Control+z');
  await app.expectQuantity('Basalt', 2);
  await keys.press('Control+z');
  await app.expectQuantity('Basalt', 3);
  await keys.press('e');
  await expect(page.getByRole('heading', { level: 1, name: 'Cobalt' })).toBeVisible();
  await app.synced();
});
