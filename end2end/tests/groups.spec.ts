// Portfolios, locations and settings: made from the form, grouped by, deleted without a card lost, the same on all devices.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

async function openMenu(page: Page, name: string): Promise<void> {
  await page.getByTestId('account').click();
  await page.getByRole('link', { name, exact: true }).click();
}

/** A choice of the tools, which a phone folds away. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  const control = page.getByLabel(label, { exact: true });
  if (!(await control.isVisible())) await page.getByRole('button', { name: 'Filters and order' }).click();
  await control.selectOption({ label: option });
}

test('a card goes into a new location from its form; the location goes, the card stays, and it comes back', async ({ world }) => {
  const person = new Person(world.server.url, 'Greta');
  const app = await App.signUp(await world.device('laptop'), person);
  const { page } = app;
  await app.add('Lantern', { quantity: 2, cost: '10' });
  await app.field('Location').fill('Blue binder');
  await expect(page.getByText('New: this location is made with it.')).toBeVisible();
  await app.field('Page').fill('12');
  await app.add('Compass', { quantity: 3, cost: '5' });
  await app.go('Collection');
  await choose(page, 'Group', 'In locations');
  const headings = page.getByTestId('heading');
  await expect(headings).toHaveText([/^Blue binder.*3 cards.*\$15\.00$/, /^In no location.*2 cards.*\$20\.00$/]);
  await app.synced();

  // The name is all one needs to find it.
  await page.getByTestId('search').fill('blue');
  await expect(page.getByTestId('list').locator('a.name')).toHaveText(['Compass']);
  await page.getByTestId('search').fill('');

  await openMenu(page, 'Portfolios and locations');
  const binder = page.getByTestId('group-item').filter({ hasText: 'Blue binder' });
  await expect(binder).toContainText('3 cards \u00b7 $15.00');
  await binder.getByRole('button', { name: 'Delete Blue binder' }).click();
  await expect(page.getByTestId('group-item')).toHaveCount(0);
  await expect(page.locator('.toast', { hasText: 'Deleted Blue binder. Its 3 cards stay.' })).toBeVisible();
  await page.locator('.brand').click();
  await expect(headings).toHaveText([/^In no location.*5 cards.*\$35\.00$/]);
  await app.expectCards(5);

  await openMenu(page, 'Trash');
  await page.getByTestId('trash').getByText('Blue binder').waitFor();
  await page.getByTestId('choose-all').check();
  await page.getByTestId('restore').click();
  await openMenu(page, 'Portfolios and locations');
  await expect(binder).toContainText('3 cards');
  await binder.getByRole('link', { name: 'Show the cards: Blue binder' }).click();
  await expect(page.getByTestId('list').locator('a.name')).toHaveText(['Compass']);
  await app.openCard('Compass');
  await expect(app.field('Location')).toHaveValue('Blue binder');
  await expect(app.field('Page')).toHaveValue('12');
  await app.synced();
});

test('another name of a location changes no card, and an open form still means it', async ({ world }) => {
  const person = new Person(world.server.url, 'Gwen');
  const [first, second] = [await world.device('laptop'), await world.device('phone')];
  const app = await App.signUp(first, person);
  await app.go('Add');
  await app.field('Location').fill('Box 1');
  await app.add('Lantern');
  await app.go('Collection');
  await app.openCard('Lantern');
  await app.change({ Slot: '7' });
  await app.synced();
  await app.field('Notes').fill('on its way');

  const other = await App.signIn(second, person);
  await other.page.goto(new URL('/portfolios', other.page.url()).href);
  await other.page.getByRole('button', { name: 'Edit Box 1' }).click();
  const item = other.page.getByTestId('group-item');
  await item.getByLabel('Name').fill('Box 2');
  await item.getByLabel('Kind').selectOption({ label: 'Box' });
  await item.getByRole('button', { name: 'Save' }).click();
  await expect(item).toContainText('Box 2');
  await expect(item).toContainText('Box');
  await other.synced();

  await expect(app.field('Location')).toHaveValue('Box 1');
  await app.page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(app.field('Location')).toHaveValue('Box 2', { timeout: 30_000 });
  await app.synced();
  await app.page.goto(new URL('/portfolios', app.page.url()).href);
  await expect(app.page.getByTestId('group-item')).toHaveCount(1);
  await expect(app.page.getByTestId('group-item')).toContainText('1 card');
});

test('settings changed on one device hold on the other, also before anything is drawn', async ({ world }) => {
  const person = new Person(world.server.url, 'Gail');
  const app = await App.signUp(await world.device('laptop'), person);
  const other = await App.signIn(await world.device('phone'), person);
  await openMenu(app.page, 'Settings and sign out');
  const mine = app.page.getByTestId('ledger-settings');
  await mine.getByLabel('Dark').check();
  await mine.getByLabel('Base currency').selectOption('EUR');
  await mine.getByLabel('First in, first out').check();
  await expect(app.page.locator('html')).toHaveAttribute('data-appearance', 'dark');
  await app.synced();
  await expect(other.page.locator('html')).toHaveAttribute('data-appearance', 'dark', { timeout: 30_000 });
  await openMenu(other.page, 'Settings and sign out');
  const theirs = other.page.getByTestId('ledger-settings');
  await expect(theirs.getByLabel('Dark')).toBeChecked();
  await expect(theirs.getByLabel('Base currency')).toHaveValue('EUR');
  await expect(theirs.getByLabel('First in, first out')).toBeChecked();

  // The first script of the document has set it when the body begins.
  await other.page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      const look = document.documentElement.dataset['appearance'] ?? '';
      (window as unknown as { firstLook: string }).firstLook = look;
    }).observe(document, { childList: true, subtree: true });
  });
  await other.page.reload();
  await other.synced();
  expect(await other.page.evaluate(() => (window as unknown as { firstLook: string }).firstLook)).toBe('dark');
  expect(await other.page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe('dark');
});

test('duplicates are found over entries, and the trade list has what was put on it', async ({ world }) => {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Gus'));
  const { page } = app;
  const names = page.getByTestId('list').locator('a.name');
  await app.add('Lantern');
  await app.add('Compass', { quantity: 2 });
  await app.add('Sextant');
  await app.go('Collection');
  await choose(page, 'Show', 'Duplicates');
  await expect(names).toHaveText(['Compass']);
  await app.less('Compass');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  // The same card in another condition is another entry, and the same thing.
  await app.go('Add');
  await app.field('Condition').selectOption('tcg:LP');
  await app.add('Lantern');
  await app.go('Collection');
  await expect(names).toHaveText(['Lantern', 'Lantern']);
  await choose(page, 'Show', 'Everything');
  await app.openCard('Sextant');
  await page.locator('form').getByText('Special copies, trade, own price').click();
  await app.edit({ 'To trade': '1' });
  await page.goto(new URL('/', page.url()).href);
  await app.synced();
  await choose(page, 'Show', 'To trade');
  await expect(names).toHaveText(['Sextant']);
});

test('a sealed product, sub-grades, flags and an own price survive a reload', async ({ world }) => {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Gil'));
  const { page } = app;
  await app.go('Add');
  await page.getByLabel('Sealed product').check();
  await expect(app.field('Number')).toHaveCount(0);
  await expect(app.field('Condition')).toHaveValue('sealed:S');
  await app.field('Name').fill('Base Set');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.locator('.field', { has: app.field('What it is') }).locator('.wrong')).toHaveText(/^Say what it is/);
  await app.field('What it is').fill('Booster box');
  await app.field('Condition').selectOption({ label: 'Damaged box' });
  await app.add('Base Set', { cost: '500' });
  await page.getByLabel('Sealed product').uncheck();
  await app.add('Lantern');
  await app.go('Collection');
  await expect(app.row('Base Set')).toContainText('Booster box');

  await app.openCard('Lantern');
  await page.getByText('Grade', { exact: true }).first().click();
  await app.field('Graded by').fill('BGS');
  await page.locator('form').getByText('Special copies, trade, own price').click();
  await page.getByLabel('Signed').check();
  await app.edit({ Grade: '9.5', Label: 'Gem Mint', Centering: '10', Surface: '9', 'Own price of one': '250', Why: 'auction' });
  await page.reload();
  await app.synced();
  for (const [label, value] of Object.entries({ 'Graded by': 'BGS', Grade: '9.5', Label: 'Gem Mint', Centering: '10', Surface: '9' })) {
    await expect(app.field(label)).toHaveValue(value);
  }
  await expect(page.getByLabel('Signed')).toBeChecked();
  await expect(page.getByLabel('Misprint')).not.toBeChecked();
  await expect(app.field('Own price of one')).toHaveValue('250.00');
  await expect(app.field('Since')).not.toHaveValue('');
  await expect(app.field('Why')).toHaveValue('auction');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.goto(new URL('/', page.url()).href);
  await expect(app.row('Lantern')).toContainText('BGS 9.5 Gem Mint');
  await app.openCard('Base Set');
  await expect(page.getByLabel('Sealed product')).toBeChecked();
  await expect(app.field('What it is')).toHaveValue('Booster box');
  await expect(app.field('Condition')).toHaveValue('sealed:DB');
});

test('the gain of what was sold stands in the totals, by the method that is set', async ({ world }) => {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Gerd'));
  const { page } = app;
  await app.add('Lantern', { quantity: 1, cost: '10' });
  await app.go('Collection');
  await app.openCard('Lantern');
  await page.getByRole('button', { name: 'Add copies' }).click();
  const copies = page.locator('form').filter({ has: page.getByLabel('Cost of one') });
  await copies.getByLabel('Cost of one').fill('20');
  await copies.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Mark as sold' }).click();
  await page.getByTestId('sell').getByLabel('Price in all').fill('25');
  await page.getByTestId('sell').getByLabel('Price in all').press('Enter');
  await expect(page.getByTestId('sell')).toHaveCount(0);
  await app.go('Collection');
  const gain = page.getByTestId('total-gain');
  await expect(gain).toHaveText('+$15.00');
  await openMenu(page, 'Settings and sign out');
  await page.getByLabel('Average').check();
  await app.synced();
  await page.goto(new URL('/', page.url()).href);
  await expect(gain).toHaveText('+$10.00');
  await expect(page.getByTestId('total-cost')).toHaveText('$15.00');
});

test('the order and the groups somebody chose outlive a reload, the search does not', async ({ world }) => {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Gloria'));
  for (const name of ['Amber', 'Basalt', 'Cobalt']) await app.add(name);
  await app.go('Collection');
  await app.synced();
  const names = app.page.getByTestId('list').locator('a.name');
  await expect(names).toHaveText(['Amber', 'Basalt', 'Cobalt']);
  await app.page.getByTestId('order').selectOption('name');
  await app.page.getByRole('button', { name: 'Smallest first. Turn around' }).click();
  await expect(names).toHaveText(['Cobalt', 'Basalt', 'Amber']);
  await app.page.getByTestId('search').fill('a');
  await app.page.reload();
  await expect(names).toHaveText(['Cobalt', 'Basalt', 'Amber']);
  await expect(app.page.getByTestId('search')).toHaveValue('');
});
