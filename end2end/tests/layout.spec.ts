// The pages at a desk and in a hand: nothing sticks out, everything can be reached, and the keyboard is enough.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { clipped } from '../support/clipped.ts';
import { tcgplayerCsv } from '../support/csv.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { gradedPrices, importPrices } from '../support/prices.ts';

test('no page is wider than the screen', async ({ world }) => {
  world.guard.expect(status(404));
  const app = await App.signUp(await world.device('screen'), new Person(world.server.url, 'Dov'));
  await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await expect(app.page.getByTestId('list')).toBeVisible();
  for (const path of ['/', '/add', '/sets', '/import', '/export', '/attention', '/history', '/trash', '/sync', '/portfolios', '/overview', '/unpriced', '/why', '/wishes', '/settings', '/nowhere']) {
    await app.page.goto(new URL(path, app.page.url()).href);
    await expect(app.page.getByRole('heading', { level: 1 })).toBeAttached();
    const [wide, screen] = await app.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(wide, path).toBeLessThanOrEqual(screen ?? 0);
    expect(await sticking(app.page), path).toEqual([]);
  }
  await app.page.goto(new URL('/', app.page.url()).href);
  await app.page.getByTestId('list').locator('a.name').first().click();
  await app.page.getByRole('button', { name: 'Add copies' }).click();
  await app.page.getByRole('button', { name: 'Edit these copies' }).first().click();
  expect(await sticking(app.page), 'a card with its forms open').toEqual([]);
  // Two forms of a kind: a label leads to the field beside it.
  const [edited, added] = [app.page.getByLabel('Cost of one').first(), app.page.getByLabel('Cost of one').last()];
  await app.page.getByText('Cost of one').last().click();
  await expect(added).toBeFocused();
  await expect(edited).not.toBeFocused();
});

test('a card with prices of graded copies is no wider than the screen, and says every one of them', async ({ world }) => {
  const person = new Person(world.server.url, 'Gil');
  await person.signUp();
  await (await Client.of(person)).add([{ name: 'Amber', number: '1', cents: 1000 }]);
  importPrices(world.server, gradedPrices('mtg:tst-1'));
  const app = await App.signIn(await world.device('screen'), person);
  await app.openCard('Amber');
  const grades = app.page.getByTestId('grading').locator('tr[data-grade]');
  await expect(grades).toHaveCount(6, { timeout: 60_000 });
  await expect(app.page.locator('tr[data-grade="PSA_10"]')).toContainText('$74,070.67');
  const [wide, screen] = await app.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide).toBeLessThanOrEqual(screen ?? 0);
  expect(await sticking(app.page)).toEqual([]);
  // Nothing of a row is cut off or lies outside its panel, and each field is large enough for a thumb.
  const outside = await grades.evaluateAll((rows) =>
    rows.flatMap((row) => [...row.querySelectorAll('th, td')]).filter((cell) => {
      const panel = cell.closest('.panel')?.getBoundingClientRect();
      const box = cell.getBoundingClientRect();
      return cell.scrollWidth > cell.clientWidth + 1 || (panel && (box.right > panel.right || box.left < panel.left));
    }).map((cell) => cell.textContent),
  );
  expect(outside).toEqual([]);
  const fields = app.page.getByTestId('grading').locator('input');
  expect(await fields.count()).toBeGreaterThan(0);
  for (const field of await fields.all()) expect((await field.boundingBox())?.height).toBeGreaterThanOrEqual(24);
});

test('the rows of a file are all looked at before any of them comes in, and none is cut off', async ({ world, isMobile }) => {
  test.skip(isMobile, 'the widths are set here');
  const app = await App.signUp(await world.device('screen'), new Person(world.server.url, 'Ira'));
  const long = 'Glimmering Custodian of the Ninth Lantern, Keeper of What Was Left Behind';
  await app.import('collection.csv', tcgplayerCsv(500).replaceAll('Glass Keeper 2,', `"${long}",`));
  const preview = app.page.getByTestId('preview');
  await expect(preview).toHaveAttribute('aria-rowcount', '501');
  for (const width of [360, 768, 1280, 1600]) {
    await app.page.setViewportSize({ width, height: 800 });
    await app.page.evaluate(() => scrollTo(0, 0));
    await expect(preview.getByRole('row', { name: long })).toBeVisible();
    expect(await clipped(app.page), `${width}`).toEqual([]);
    const box = await preview.boundingBox();
    expect(box?.width, 'as wide as the page').toBeGreaterThan(Math.min(width, 1240) - 60);
    for (const cell of ['What happens', 'Quantity']) {
      if (width > 720) await expect(preview.getByRole('columnheader', { name: cell })).toBeInViewport({ ratio: 1 });
    }
    await app.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(preview.getByRole('row', { name: 'Glass Keeper 500' })).toBeVisible();
  }
});

test('the list at a desk cuts neither a name nor a finish nor a date while there is room', async ({ world, isMobile }) => {
  test.skip(isMobile, 'a phone has two lines for a card');
  const app = await App.signUp(await world.device('screen'), new Person(world.server.url, 'Lea'));
  await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await app.synced();
  for (const width of [1280, 1600]) {
    await app.page.setViewportSize({ width, height: 800 });
    await expect
      .poll(() => app.page.locator('.list .row:not(.probe) > :not(.where), .list .number').evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)))
      .toEqual([]);
  }
  await expect(app.page.getByRole('columnheader', { name: 'Acquired' })).toBeVisible();
  // Narrower, the least important column goes, and the names stay whole.
  await app.page.setViewportSize({ width: 900, height: 800 });
  await expect(app.page.getByRole('columnheader', { name: 'Acquired' })).toBeHidden();
  await expect(app.page.getByRole('columnheader', { name: 'Name' })).toBeVisible();
});

test('a phone shows five cards at once, and the totals open', async ({ world, isMobile }) => {
  test.skip(!isMobile, 'a desk has room');
  const app = await App.signUp(await world.device('phone'), new Person(world.server.url, 'Pia'));
  await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await app.synced();
  await app.page.evaluate(() => scrollTo(0, 0));
  const bar = (await app.page.locator('.thumb').boundingBox())?.y ?? 0;
  const whole = await app.page.locator('.list .row').evaluateAll((rows, bar) => rows.filter((row) => row.getBoundingClientRect().bottom <= bar).length, bar);
  expect(whole).toBeGreaterThanOrEqual(5);
  await expect(app.cards).toBeHidden();
  await app.page.getByTestId('fold').tap();
  await expect(app.cards).toBeVisible();
  expect(await clipped(app.page)).toEqual([]);
});

test('a phone has what people go to in its bar, the rest behind More, and says the sync in full', async ({ world, isMobile }) => {
  test.skip(!isMobile, 'a desk has a bar at the top');
  const app = await App.signUp(await world.device('phone'), new Person(world.server.url, 'Moe'));
  const bar = app.page.getByRole('navigation', { name: 'Pages, within reach' });
  await expect(bar.locator(':scope > a, :scope > button')).toHaveText(['Collection', 'Overview', 'Add', 'Sets', 'More']);
  const pages = ['Needs attention', 'History', 'Trash', 'Sync', 'Wish list', 'Portfolios and locations', 'Import', 'Settings and sign out'];
  for (const name of pages) {
    await bar.getByRole('button', { name: 'More' }).tap();
    await app.page.getByRole('group', { name: 'More pages' }).getByRole('link', { name, exact: true }).tap();
    await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(app.page.getByRole('group', { name: 'More pages' })).toBeHidden();
  }
  // The longest words there are stand in it whole.
  const cut = await app.page.getByTestId('status').evaluate((badge) => {
    const words = badge.querySelector('[role=status]');
    if (words) words.textContent = 'Offline – saved here';
    return badge.scrollWidth > badge.clientWidth + 1 || badge.getBoundingClientRect().right > innerWidth;
  });
  expect(cut).toBe(false);
});

/** Controls that reach out of the panel they stand in. */
async function sticking(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const controls = [...document.querySelectorAll('.panel :is(input, select, textarea, button)')];
    const outside = controls.filter((control) => {
      const panel = control.closest('.panel')?.getBoundingClientRect();
      return panel && control.getBoundingClientRect().right > panel.right;
    });
    return outside.map((control) => `${control.tagName} ${control.id}`);
  });
}

test('what is deleted comes back with one click', async ({ world }) => {
  const app = await App.signUp(await world.device('screen'), new Person(world.server.url, 'Eve'));
  await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await app.synced();
  const before = await app.cards.textContent();
  const name = (await app.page.getByTestId('list').locator('a.name').first().textContent()) ?? '';
  await app.openCard(name);
  await app.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(app.page.getByTestId('list')).toBeVisible();
  await expect(app.row(name)).toHaveCount(0);
  await app.page.locator('.toast', { hasText: `Deleted ${name}` }).getByRole('button', { name: 'Undo' }).click();
  await expect(app.row(name)).toHaveCount(1);
  await expect(app.cards).toHaveText(before ?? '');
  await app.synced();
});

test('a card is deleted from the list within reach of the thumb, and comes back', async ({ world, isMobile }) => {
  test.skip(!isMobile, 'a desk has buttons in the row');
  const app = await App.signUp(await world.device('phone'), new Person(world.server.url, 'Fay'));
  await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await app.synced();
  const name = (await app.page.getByTestId('list').locator('a.name').first().textContent()) ?? '';
  await app.row(name).getByRole('button', { name: `More for ${name}` }).tap();
  const menu = app.page.getByRole('dialog', { name });
  const box = await menu.getByRole('button', { name: 'Delete' }).boundingBox();
  expect(box?.y, 'in the lower half').toBeGreaterThan(370);
  await menu.getByRole('button', { name: 'Cancel' }).tap();
  await expect(menu).toBeHidden();
  await app.row(name).getByRole('button', { name: `More for ${name}` }).tap();
  await menu.getByRole('button', { name: 'Delete' }).tap();
  await expect(menu).toBeHidden();
  await expect(app.row(name)).toHaveCount(0);
  await app.page.locator('.toast', { hasText: `Deleted ${name}` }).getByRole('button', { name: 'Undo' }).tap();
  await expect(app.row(name)).toHaveCount(1);
  await app.row(name).getByRole('button', { name: `More for ${name}` }).tap();
  await menu.getByRole('link', { name: 'Edit' }).tap();
  await expect(app.page.getByRole('heading', { level: 1, name })).toBeVisible();
  await app.synced();
});
