// The catalogue in the hands of a collector: found and added in three keystrokes, sets gone through by keyboard, all of it
// without a network; and what an update fetches.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { faults } from '../support/axe.ts';
import { type TestSet, importMagic, importSets } from '../support/catalog.ts';
import type { Device } from '../support/device.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

const chapter: TestSet = {
  id: '1',
  name: 'The First Chapter',
  released: '2023-08-18',
  cards: [
    { number: '1', name: 'Ariel', rarity: 'Uncommon' },
    { number: '2', name: 'Moana' },
    { number: '3', name: 'Stitch', rarity: 'Rare' },
  ],
};

/** Somebody who can search these games on this device. */
async function collector(device: Device, url: string, name: string, games: string[]): Promise<App> {
  const app = await App.signUp(device, new Person(url, name));
  await get(app, games);
  await app.readyForOffline();
  return app;
}

async function get(app: App, games: string[]): Promise<void> {
  await app.page.goto(new URL('/settings', app.page.url()).href);
  for (const game of games) {
    await app.page.getByRole('button', { name: `Get ${game}` }).click();
    await expect(app.page.getByRole('button', { name: `Remove ${game}` })).toBeVisible({ timeout: 30_000 });
  }
}

/** Goes where the person would go by the bar or the menu, without loading a document. */
async function visit(app: App, path: string): Promise<void> {
  await app.page.goto(new URL(path, app.page.url()).href);
}

test('a card is added in three keystrokes with the server gone, and counted when it is back', async ({ world }) => {
  importSets(world.server, 'lorcana', [chapter]);
  const app = await collector(await world.device('laptop'), world.server.url, 'Ivo', ['Disney Lorcana']);
  await world.serverDies();
  await app.page.reload();
  await app.go('Add');
  const find = app.page.getByRole('combobox', { name: 'Find a card' });
  await expect(find).toBeFocused();
  await find.pressSequentially('ariel');
  await find.press('Enter');
  await expect(app.page.locator('.toast')).toContainText('Added Ariel.');
  const line = app.page.getByTestId('sitting').getByRole('listitem').filter({ hasText: 'Ariel' });
  await expect(line.getByTestId('quantity')).toHaveText('1');
  await find.press('3');
  await expect(line.getByTestId('quantity')).toHaveText('3');
  await app.go('Collection');
  await app.expectQuantity('Ariel', 3);
  await world.serverComesBack();
  await app.synced();
  await app.expectQuantity('Ariel', 3);
});

test('many are added without the mouse, and one too many is taken back', async ({ world }) => {
  importSets(world.server, 'lorcana', [chapter]);
  const app = await collector(await world.device('laptop'), world.server.url, 'Jan', ['Disney Lorcana']);
  await app.go('Add');
  const find = app.page.getByRole('combobox', { name: 'Find a card' });
  const added = (name: string) => app.page.getByTestId('sitting').getByRole('listitem').filter({ hasText: name }).getByTestId('quantity');
  for (const [typed, name] of [['moana', 'Moana'], ['stich', 'Stitch'], ['1 first chapter', 'Ariel']] as const) {
    await app.page.keyboard.type(typed);
    await expect(app.page.getByTestId('found').getByRole('row').first()).toContainText(name);
    await app.page.keyboard.press('Enter');
    await expect(added(name)).toHaveText('1');
    await expect(find).toBeFocused();
  }
  await app.page.keyboard.press('Enter');
  await expect(added('Ariel')).toHaveText('2');
  await app.page.locator('.toast').last().getByRole('button', { name: 'Undo' }).click();
  await expect(added('Ariel')).toHaveText('1');
  // The form, filled in by the catalogue.
  await find.fill('moana');
  await find.press('Shift+Enter');
  await expect(app.field('Name')).toHaveValue('Moana');
  await expect(app.field('Set')).toHaveValue('The First Chapter');
  await expect(app.field('How many')).toBeFocused();
  await app.field('Cost of one').fill('4');
  await app.page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(find).toBeFocused();
  await find.press('Escape');
  await expect(find).toHaveValue('');
  await app.go('Collection');
  await app.expectCards(4);
  await app.synced();
});

test('a set is gone through by keyboard; what is missing stays', async ({ world, isMobile }) => {
  test.skip(isMobile, 'a phone has no arrows');
  const nights: TestSet = { id: 'ngt', name: 'Nights', released: '2024-01-01', cards: [1, 2, 3].map((n) => ({ number: `${n}`, name: `Star ${n}` })) };
  importMagic(world.server, nights, ['nonfoil', 'foil']);
  const app = await collector(await world.device('laptop'), world.server.url, 'Kay', ['Magic: The Gathering']);
  await world.serverDies();
  await visit(app, '/sets');
  await expect(app.page.getByTestId('sets')).toContainText('0 of 3');
  await app.page.getByRole('link', { name: 'Nights' }).click();
  const tiles = app.page.getByTestId('tiles').getByRole('row');
  await expect(tiles).toHaveCount(3);
  await tiles.first().focus();
  await app.page.keyboard.press('2');
  await expect(tiles.first().getByTestId('quantity')).toHaveText('2');
  await app.page.keyboard.press('ArrowRight');
  await app.page.keyboard.press('1');
  await expect(app.page.getByTestId('completion')).toContainText('2 of 3');
  await expect(app.page.getByTestId('master')).toContainText('2 of 6');
  await app.page.keyboard.press('0');
  await expect(app.page.getByTestId('completion')).toContainText('1 of 3');
  await app.page.getByRole('button', { name: 'Foil 0/3' }).click();
  await tiles.first().focus();
  await app.page.keyboard.press('1');
  await expect(app.page.getByTestId('master')).toContainText('2 of 6');
  await app.page.getByRole('button', { name: 'Missing', exact: true }).click();
  await expect(tiles).toHaveCount(2);
  await app.page.getByRole('button', { name: 'Any finish' }).click();
  await expect(tiles.first()).toContainText('Star 2');
  await app.page.emulateMedia({ media: 'print' });
  await expect(app.page.getByRole('banner')).toBeHidden();
  await expect(tiles.first()).toBeVisible();
  await app.page.emulateMedia({ media: 'screen' });
  await visit(app, '/sets');
  await expect(app.page.getByTestId('sets')).toContainText('1 of 3');
});

test('an update fetches the chunks that changed and no others', async ({ world }) => {
  test.setTimeout(120_000);
  const sets = (count: number): TestSet[] =>
    Array.from({ length: count }, (_, i) => ({
      id: `s${i}`,
      name: `Set ${i}`,
      released: `20${10 + i}-01-01`,
      cards: Array.from({ length: 1000 }, (_, n) => ({ number: `${n + 1}`, name: `Thing ${i} ${n}` })),
    }));
  importSets(world.server, 'lorcana', sets(50));
  const device = await world.device('laptop');
  const fetched: string[] = [];
  const chunk = (page: Page) => page.on('request', (request) => /\/catalog\/lorcana\//.test(request.url()) && fetched.push(request.url()));
  const app = await App.signUp(device, new Person(world.server.url, 'Lea'));
  chunk(app.page);
  await get(app, ['Disney Lorcana']);
  const whole = fetched.splice(0);
  expect(new Set(whole).size, 'several chunks, each once').toBe(whole.length);
  expect(whole.length).toBeGreaterThan(1);
  importSets(world.server, 'lorcana', sets(51));
  await app.page.reload();
  await visit(app, '/sets');
  await expect(app.page.getByTestId('sets')).toContainText('Set 50', { timeout: 30_000 });
  expect(fetched.length, 'only what has changed').toBeGreaterThan(0);
  expect(fetched.length).toBeLessThan(whole.length);
  expect(fetched.filter((url) => whole.includes(url)), 'nothing twice').toEqual([]);
  fetched.splice(0);
  await app.page.reload();
  await expect(app.page.getByTestId('sets')).toContainText('Set 50');
  await app.synced();
  expect(fetched, 'nothing without a change').toEqual([]);
});

test('a card without a picture has a drawn back, and no page keeps anybody out', async ({ world, isMobile }) => {
  const cards = chapter.cards.map((card) => ({ ...card, image: 'https://pictures.invalid/card.png' }));
  importSets(world.server, 'lorcana', [{ ...chapter, cards }]);
  const app = await collector(await world.device('screen'), world.server.url, 'Mia', ['Disney Lorcana']);
  await expectFit(app.page, 'settings');
  await app.go('Add');
  await app.page.getByRole('combobox', { name: 'Find a card' }).fill('ariel');
  const row = app.page.getByTestId('found').getByRole('row').first();
  await expect(row).toContainText('Ariel');
  await expect(row.locator('.picture img')).toHaveCount(0);
  await expect(row.locator('.picture')).toBeVisible();
  await expectFit(app.page, 'the search');
  if (isMobile) await row.getByRole('button', { name: 'Add Ariel', exact: true }).tap();
  else await row.getByRole('button', { name: 'Add Ariel', exact: true }).click();
  await expect(app.page.getByTestId('sitting')).toContainText('Ariel');
  await expectFit(app.page, 'the sitting');
  await app.page.locator('.toast').getByRole('button', { name: 'Close' }).click();
  await app.go('Collection');
  await expect(app.row('Ariel').locator('.picture')).toBeVisible();
  await expect(app.row('Ariel').locator('.picture img')).toHaveCount(0);
  await expectFit(app.page, 'the collection with pictures');
  await visit(app, '/sets');
  await expect(app.page.getByTestId('sets')).toContainText('1 of 3');
  await expectFit(app.page, 'the sets');
  await app.page.getByRole('link', { name: 'The First Chapter' }).click();
  const tile = app.page.getByTestId('tiles').getByRole('row').nth(1);
  await expect(tile).toContainText('Moana');
  await expectFit(app.page, 'a set');
  if (isMobile) {
    await tile.locator('.picture').tap();
    await expect(tile.getByTestId('quantity')).toHaveText('1');
  }
});

test('a picture that cannot be had is asked for once, and nothing on the console calls it an error', async ({ world }) => {
  const cards = Array.from({ length: 40 }, (_, i) => {
    return { number: String(i + 1), name: `Keeper ${i + 1}`, image: `https://pictures.invalid/${i + 1}.png` };
  });
  importSets(world.server, 'lorcana', [{ ...chapter, cards }]);
  const app = await collector(await world.device('screen'), world.server.url, 'Noa', ['Disney Lorcana']);
  await app.page.goto(new URL('/sets', app.page.url()).href);
  const asked: string[] = [];
  app.page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith('/pictures/')) asked.push(path);
  });
  const tiles = app.page.getByTestId('tiles').getByRole('row');
  const gone = async (): Promise<void> => {
    await app.page.getByRole('link', { name: 'The First Chapter' }).click();
    await expect(tiles).toHaveCount(40);
    await tiles.last().scrollIntoViewIfNeeded();
    await expect(app.page.locator('.picture img')).toHaveCount(0, { timeout: 30_000 });
  };
  await gone();
  const first = asked.length;
  expect(first).toBeGreaterThan(0);
  for (let again = 0; again < 2; again++) {
    await app.page.goBack();
    await expect(app.page.getByTestId('sets')).toBeVisible();
    await gone();
  }
  expect(asked.length, 'none of them is asked for again').toBe(first);
  expect(new Set(asked).size, 'each of them once').toBe(first);
});

async function expectFit(page: Page, where: string): Promise<void> {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide, `${where} is no wider than the screen`).toBeLessThanOrEqual(screen ?? 0);
  expect(await faults(page), where).toEqual([]);
}
