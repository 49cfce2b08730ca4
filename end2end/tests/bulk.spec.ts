// Many cards at once: picked with the keyboard, the pointer and a finger; changed, sold and deleted in one action that is
// taken back, or refused, as a whole.
import axe from 'axe-core';
import type { Locator } from '@playwright/test';
import { App } from '../support/app.ts';
import { Client, manyHoldings } from '../support/client.ts';
import { number } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { cutConnection } from '../support/guard.ts';
import { Person } from '../support/http.ts';

function bar(app: App): Locator {
  return app.page.getByTestId('bulk');
}

function sheet(app: App): Locator {
  return app.page.getByTestId('sheet');
}

async function picked(app: App, said: string): Promise<void> {
  await expect(app.page.getByTestId('picked')).toHaveText(said);
}

async function act(app: App, name: string): Promise<void> {
  await bar(app).getByRole('button', { name, exact: true }).click();
}

/** Waits for what was said, and takes it back. */
async function undo(app: App, said: string): Promise<void> {
  await app.page.locator('.toast', { hasText: said }).getByRole('button', { name: 'Undo' }).click();
}

function box(app: App, name: string): Locator {
  return app.row(name).getByRole('checkbox', { name: `Select ${name}` });
}

const entries = "from records where kind = 'entry' and alive = 1";

test('cards are picked one by one, by the range and all that match, and let go again', async ({ world }) => {
  const person = new Person(world.server.url, 'Pia');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(300));
  const app = await App.signIn(await world.device('desk'), person);
  const keys = app.page.keyboard;
  await expect(app.page.getByTestId('found')).toHaveText('300 entries');
  await app.synced();
  await expect(bar(app)).toHaveCount(0);

  await keys.press('j');
  await keys.press('x');
  await picked(app, '1 selected');
  for (let i = 0; i < 3; i++) await keys.press('Shift+ArrowDown');
  await picked(app, '4 selected');
  await keys.press('Shift+ArrowUp');
  await picked(app, '3 selected');
  await keys.press('Space');
  await picked(app, '2 selected');
  await keys.press('Escape');
  await expect(bar(app)).toHaveCount(0);

  const boxes = app.page.getByTestId('list').locator('.row').getByRole('checkbox');
  await boxes.nth(1).click();
  await boxes.nth(5).click({ modifiers: ['Shift'] });
  await picked(app, '5 selected');
  await expect(app.page.locator('.row[aria-selected=true]')).toHaveCount(5);
  await expect(boxes.nth(5)).toBeChecked();
  await boxes.nth(3).click();
  await picked(app, '4 selected');
  await expect(boxes.nth(3)).not.toBeChecked();

  await app.page.getByTestId('search').fill('Jade');
  await expect(app.page.getByTestId('found')).toHaveText('57 of 300 entries');
  await picked(app, '4 selected, 4 not shown');
  await app.page.getByTestId('search').press('Escape');
  await keys.press('Control+a');
  await picked(app, 'All 300 selected');
  await app.page.getByRole('checkbox', { name: 'Select all 300 that match' }).click();
  await expect(bar(app)).toHaveCount(0);
  await app.page.getByTestId('search').fill('Cobalt');
  await app.page.getByRole('checkbox', { name: 'Select all 57 that match' }).click();
  await picked(app, 'All 57 selected');
  await app.page.getByTestId('search').fill('');
  await picked(app, '57 selected');
  await bar(app).getByRole('button', { name: 'Select all 300' }).click();
  await picked(app, 'All 300 selected');
});

test('all are tagged and moved into a new box in one action each, also on the other device, and taken back', async ({ world }) => {
  const person = new Person(world.server.url, 'Bela');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(700));
  const app = await App.signIn(await world.device('desk'), person);
  await expect(app.page.getByTestId('found')).toHaveText('700 entries');
  await app.synced();
  await app.page.keyboard.press('Control+a');
  await act(app, 'Tag');
  await sheet(app).getByLabel('Add tags').fill('fair, spring');
  await sheet(app).getByRole('button', { name: 'Save' }).click();
  await expect(app.page.locator('.toast', { hasText: 'Tagged 700 cards: fair, spring.' })).toBeVisible();
  await app.synced();
  const tagged = `select count(*) ${entries} and body like '%"spring"%'`;
  expect(number(world.server.database, tagged)).toBe(700);

  await act(app, 'Move');
  await sheet(app).getByLabel('Location', { exact: true }).selectOption({ label: 'New location\u2026' });
  await sheet(app).getByLabel('Name of the new location').fill('Fair box');
  await sheet(app).getByLabel('Name of the new location').press('Enter');
  await app.synced();
  expect(number(world.server.database, `select count(*) ${entries} and body like '%"place"%'`)).toBe(700);
  const other = await App.signIn(await world.device('other'), person);
  await other.page.getByTestId('search').fill('spring');
  await expect(other.page.getByTestId('found')).toHaveText('700 of 700 entries');

  await undo(app, 'Moved 700 cards to Fair box.');
  await app.synced();
  expect(number(world.server.database, `select count(*) ${entries} and body like '%"place"%'`)).toBe(0);
  expect(number(world.server.database, "select count(*) from records where kind = 'location' and alive = 1")).toBe(0);

  // What was one action is one after a reload as well.
  await app.page.reload();
  await expect(app.page.getByTestId('undo-bar').getByRole('button').first()).toHaveAccessibleName(/^Undo: tag 700 cards$/i);
  await expect(app.page.getByTestId('found')).toHaveText('700 entries');
  await app.page.keyboard.press('Control+Shift+z');
  await expect.poll(() => number(world.server.database, `select count(*) ${entries} and body like '%"place"%'`)).toBe(700);
  await app.page.keyboard.press('Control+z');
  await expect.poll(() => number(world.server.database, `select count(*) ${entries} and body like '%"place"%'`)).toBe(0);
  await app.page.keyboard.press('Control+z');
  await expect.poll(() => number(world.server.database, tagged)).toBe(0);
  await app.page.keyboard.press('Control+Shift+z');
  await expect.poll(() => number(world.server.database, tagged)).toBe(700);
  await app.synced();

  await app.page.keyboard.press('Control+a');
  await act(app, 'Tag');
  await sheet(app).getByRole('checkbox', { name: 'fair' }).uncheck();
  await sheet(app).getByLabel('For trade, copies of each').fill('1');
  await sheet(app).getByRole('button', { name: 'Save' }).click();
  await act(app, 'Condition');
  await sheet(app).getByLabel('Condition').selectOption('tcg:LP');
  await sheet(app).getByRole('button', { name: 'Set' }).click();
  await app.synced();
  expect(number(world.server.database, tagged)).toBe(700);
  expect(number(world.server.database, `select count(*) ${entries} and body like '%"fair"%'`)).toBe(0);
  expect(number(world.server.database, `select count(*) ${entries} and body like '%"LP"%'`)).toBe(700);
  expect(number(world.server.database, `select count(*) ${entries} and body like '%"for_trade":1%'`)).toBe(700);
});

test('a lot is sold for one price, spread to the cent, and what cannot be sold stops the whole sale', async ({ world }) => {
  const app = await App.signUp(await world.device('desk'), new Person(world.server.url, 'Sven'));
  const { page } = app;
  await app.add('Amber', { quantity: 1, cost: '10' });
  await app.add('Basalt', { quantity: 2, cost: '10' });
  await app.add('Cobalt', { quantity: 1 });
  await app.go('Collection');
  await page.keyboard.press('Control+a');
  await picked(app, 'All 3 selected');
  await act(app, 'Sell');
  await sheet(app).getByLabel('Price in all').fill('100.01');
  await sheet(app).getByLabel('Fees').fill('10');
  const shares = sheet(app).getByTestId('share');
  // Three copies of four have a cost; the fourth gets an equal share.
  await expect(shares).toHaveText(['$25.00', '$50.01', '$25.00']);
  await expect(sheet(app).getByTestId('equal-shares')).toHaveText('1 card without a known cost: an equal share for each such copy.');

  await sheet(app).getByLabel('Copies of Basalt').fill('5');
  await sheet(app).getByRole('button', { name: 'Save' }).click();
  await expect(sheet(app).getByRole('alert')).toHaveText('Basalt: You have only 2 copies. Nothing was changed.');
  await sheet(app).getByLabel('Copies of Basalt').fill('1');

  await sheet(app).getByLabel('Spread the price').selectOption({ label: 'By hand' });
  await sheet(app).getByLabel('Price of Amber').fill('60');
  await sheet(app).getByLabel('Price of Basalt').fill('30');
  await expect(sheet(app).getByTestId('left')).toHaveText('$10.01 left to spread.');
  await sheet(app).getByRole('button', { name: 'Save' }).click();
  await expect(sheet(app).getByRole('alert')).toHaveText('The prices do not add up: $10.01 left to spread.');
  await sheet(app).getByLabel('Price of Cobalt').fill('10.01');
  await expect(sheet(app).getByTestId('left')).toHaveText('The whole price is spread.');
  await sheet(app).getByRole('button', { name: 'Save' }).click();
  await expect(sheet(app)).toBeHidden();
  await expect(page.locator('.toast', { hasText: 'Sold 3 copies of 3 cards.' })).toBeVisible();
  await app.expectCards(1);
  await app.synced();
  const sum = (field: string) => `select sum(json_extract(body, '$.sale.is.${field}.minor')) from records where kind = 'sale' and alive = 1`;
  expect(number(world.server.database, sum('gross'))).toBe(10_001);
  expect(number(world.server.database, sum('fees'))).toBe(1_000);
  await undo(app, 'Sold 3 copies');
  await app.expectCards(4);
  await app.synced();
  expect(number(world.server.database, "select count(*) from records where kind = 'sale' and alive = 1")).toBe(0);
});

test('what is picked is duplicated as another finish, goes to the trash, and comes back, offline as well', async ({ world }) => {
  world.guard.expect(cutConnection);
  const device = await world.device('desk');
  const app = await App.signUp(device, new Person(world.server.url, 'Dora'));
  for (const name of ['Amber', 'Basalt', 'Cobalt']) await app.add(name, { quantity: 2, cost: '3' });
  await app.go('Collection');
  await app.synced();
  await device.goOffline();
  await app.offline();
  await box(app, 'Amber').click();
  await box(app, 'Cobalt').click();
  await act(app, 'Duplicate');
  await sheet(app).getByLabel('Finish').fill('reverse holo');
  await sheet(app).getByRole('button', { name: 'Duplicate' }).click();
  await app.expectCards(8);
  // One goes on with the new ones.
  await picked(app, '2 selected');
  await expect(app.page.locator('.row[aria-selected=true] .c-finish')).toHaveText(['reverse holo', 'reverse holo']);
  await app.page.keyboard.press('Delete');
  await app.expectCards(6);
  await expect(bar(app)).toHaveCount(0);
  await undo(app, 'Deleted 2 cards.');
  await app.expectCards(8);
  await device.goOnline();
  await app.synced(70_000);
  expect(number(world.server.database, `select count(*) ${entries}`)).toBe(5);
});

test('a long press begins on a phone, and then a tap is enough', async ({ world }) => {
  const device = await world.device('phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const app = await App.signUp(device, new Person(world.server.url, 'Tom'));
  const { page } = app;
  await page.getByRole('button', { name: 'Try with sample cards' }).click();
  await app.synced();
  const rows = page.getByTestId('list').locator('.row');
  const touch = await page.context().newCDPSession(page);
  const spot = await rows.nth(1).locator('.where').boundingBox();
  if (!spot) throw new Error('the row is on the screen');
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: spot.x + 20, y: spot.y + 8 }] });
  await picked(app, '1 selected');
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await rows.nth(2).locator('a.name').tap();
  await picked(app, '2 selected');
  await expect(page).toHaveURL((url) => url.pathname === '/');
  await rows.nth(1).locator('.where').tap();
  await picked(app, '1 selected');
  await page.evaluate(axe.source);
  const faults = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
  });
  expect(faults).toEqual([]);
  await act(app, 'Delete');
  await expect(bar(app)).toHaveCount(0);
  await rows.nth(2).locator('a.name').tap();
  await expect(page).toHaveURL((url) => url.pathname.startsWith('/card/'));
});
