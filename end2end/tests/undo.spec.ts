// Undo and redo: by action, across reloads, without a network, and never over what somebody else has done since.
import type { Locator } from '@playwright/test';
import { App } from '../support/app.ts';
import { Client, manyHoldings } from '../support/client.ts';
import { tcgplayerCopies, tcgplayerCsv } from '../support/csv.ts';
import { number } from '../support/db.ts';
import type { Device } from '../support/device.ts';
import { type World, expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { storedEdits } from '../support/storage.ts';

const back = 'Control+z';
const forth = 'Control+Shift+Z';

function toast(app: App, text: string | RegExp): Locator {
  return app.page.locator('.toast', { hasText: text });
}

/** One card on the page of a signed-in person. */
async function start(world: World): Promise<{ device: Device; app: App; person: Person; card: string }> {
  const person = new Person(world.server.url, 'Uli');
  const device = await world.device('first');
  const app = await App.signUp(device, person);
  await app.add('Lantern', { quantity: 2, cost: '10' });
  await app.go('Collection');
  await app.synced();
  const card = await app.openCard('Lantern');
  return { device, app, person, card };
}

/** The button of the bar that takes back what was done last. */
function next(app: App): Locator {
  return app.page.getByTestId('undo-bar').getByRole('button').first();
}

/** Loads the document anew, as a person does, and waits until what the tab had kept is there. */
async function reload(app: App, name: string): Promise<void> {
  await app.page.reload();
  await expect(next(app)).toHaveAttribute('aria-label', name);
}

/** The focus on no field, where keys are not letters. */
async function leaveFields(app: App): Promise<void> {
  await app.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}

test('an edit is taken back and done again, after a reload and without a network', async ({ world }) => {
  const { device, app } = await start(world);
  await app.edit({ Finish: 'holo' });
  await app.edit({ Finish: 'reverse holo' });
  await app.readyForOffline();
  await reload(app, 'Undo: finish of Lantern');
  await app.page.keyboard.press(back);
  await expect(app.field('Finish')).toHaveValue('holo');
  await expect(toast(app, 'Undone: finish of Lantern.')).toBeVisible();

  await device.goOffline();
  await app.offline();
  await reload(app, 'Undo: finish of Lantern');
  const stored = await storedEdits(app.page);
  await app.page.keyboard.press(back);
  await expect(app.field('Finish')).toHaveValue('');
  // On the screen before it is on the disk: a reload in between would take it back as well.
  await expect.poll(() => storedEdits(app.page)).toBe(stored + 1);
  await reload(app, 'Undo: add Lantern');
  await app.page.keyboard.press(forth);
  await expect(app.field('Finish')).toHaveValue('holo');
  await app.page.keyboard.press('Control+y');
  await expect(app.field('Finish')).toHaveValue('reverse holo');
  await app.page.keyboard.press(forth);
  await expect(toast(app, 'Nothing to redo')).toBeVisible();

  await device.goOnline();
  await app.synced(70_000);
  await expect(app.field('Finish')).toHaveValue('reverse holo');
});

test('the buttons say what they would do, and do it', async ({ world, isMobile }) => {
  const { app } = await start(world);
  await app.edit({ Notes: 'from the fair' });
  const button = async (name: string): Promise<Locator> => {
    if (isMobile) await app.page.getByTestId('account').click();
    const place = isMobile ? app.page.locator('.menu-list') : app.page.getByTestId('undo-bar');
    return place.getByRole('button', { name });
  };
  await (await button('Undo: notes of Lantern')).click();
  await expect(app.field('Notes')).toHaveValue('');
  if (isMobile) await app.page.keyboard.press('Escape');
  await (await button('Redo: notes of Lantern')).click();
  await expect(app.field('Notes')).toHaveValue('from the fair');
  if (isMobile) await app.page.keyboard.press('Escape');
  await expect(await button('Nothing to redo')).toBeDisabled();
  // The message has a way back as well, and it is of this very action.
  await toast(app, 'Done again: notes of Lantern.').getByRole('button', { name: 'Undo' }).click();
  await expect(app.field('Notes')).toHaveValue('');
  await app.synced();
});

test('what another device has changed since is not written over, and the reason is said', async ({ world }) => {
  const { app, person, card } = await start(world);
  await app.edit({ Finish: 'holo' });
  await app.synced();
  const other = await App.signIn(await world.device('second'), person);
  await other.openCard('Lantern');
  await other.edit({ Finish: 'etched' });
  await other.synced();
  await expect(app.field('Finish')).toHaveValue('etched', { timeout: 30_000 });
  await leaveFields(app);
  await app.page.keyboard.press(back);
  const refusal = toast(app, 'Not undone. Another device has changed the finish of Lantern since.');
  await expect(refusal).toBeVisible();
  await expect(refusal.getByRole('link', { name: 'Open the card' })).toHaveAttribute('href', card);
  await expect(app.field('Finish')).toHaveValue('etched');
  await app.synced();
  await expect(other.field('Finish')).toHaveValue('etched');

  // Another field is nobody's business.
  await app.edit({ Notes: 'mine' });
  await app.synced();
  await other.edit({ Finish: 'foil' });
  await expect(app.field('Finish')).toHaveValue('foil', { timeout: 30_000 });
  await leaveFields(app);
  await app.page.keyboard.press(back);
  await expect(app.field('Notes')).toHaveValue('');
  await expect(app.field('Finish')).toHaveValue('foil');
  await expect(other.field('Notes')).toHaveValue('', { timeout: 30_000 });
});

test('copies counted on two devices add up, whoever takes theirs back', async ({ world }) => {
  const { app, person } = await start(world);
  await app.go('Collection');
  const other = await App.signIn(await world.device('second'), person);
  await app.more('Lantern');
  await app.synced();
  await other.expectQuantity('Lantern', 3);
  await other.more('Lantern');
  await app.expectQuantity('Lantern', 4);
  await leaveFields(app);
  await app.page.keyboard.press(back);
  await app.expectQuantity('Lantern', 3);
  await other.expectQuantity('Lantern', 3);
});

test('a card deleted on the other device is not brought back by undoing an edit of it', async ({ world }) => {
  const { app, person } = await start(world);
  await app.edit({ Finish: 'holo' });
  await app.synced();
  const other = await App.signIn(await world.device('second'), person);
  await other.delete('Lantern');
  await other.synced();
  await app.go('Collection');
  await expect(app.row('Lantern')).toHaveCount(0, { timeout: 30_000 });
  await app.page.keyboard.press(back);
  await expect(toast(app, 'Not undone. Another device has deleted Lantern since.')).toBeVisible();
  await expect(app.row('Lantern')).toHaveCount(0);
});

test('a tab has its own actions, also when it was duplicated, and none after a sign-out', async ({ world }) => {
  const { device, app, person, card } = await start(world);
  await app.edit({ Finish: 'holo' });
  const second = await App.open(device, card);
  await second.synced();
  await second.page.keyboard.press(back);
  await expect(toast(second, 'Nothing to undo in this tab.')).toBeVisible();
  // As a duplicated tab does.
  const [copy] = await Promise.all([device.browser.waitForEvent('page'), app.page.evaluate(() => window.open(location.href))]);
  const duplicate = new App(copy);
  await duplicate.synced();
  await expect(duplicate.field('Finish')).toHaveValue('holo');
  await copy.keyboard.press(back);
  await expect(toast(duplicate, 'Nothing to undo in this tab.')).toBeVisible();
  await copy.close();
  await second.page.close();

  await app.synced();
  // The page still asks which devices are signed in.
  world.guard.expect(status(401));
  await app.page.goto(new URL('/settings', app.page.url()).href);
  await app.page.getByTestId('sign-out').click();
  await app.page.waitForURL((url) => url.pathname === '/');
  await App.signIn(device, person);
  const again = await App.open(device, card);
  await again.synced();
  await again.page.keyboard.press(back);
  await expect(toast(again, 'Nothing to undo in this tab.')).toBeVisible();
});

test('a bulk edit is one action: taken back after a reload as a whole, or not at all', async ({ world }) => {
  const person = new Person(world.server.url, 'Vera');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(1_200));
  const app = await App.signIn(await world.device('first'), person);
  const lightly = (): number =>
    number(world.server.database, `select count(*) from records where kind = 'entry' and body like '%"LP"%'`);
  await expect(app.page.getByTestId('found')).toHaveText('1,200 entries', { timeout: 60_000 });
  await app.synced();
  await app.page.keyboard.press('Control+a');
  await app.page.getByTestId('bulk').getByRole('button', { name: 'Condition' }).click();
  await app.page.getByTestId('sheet').getByLabel('Condition').selectOption('tcg:LP');
  await app.page.getByTestId('sheet').getByRole('button', { name: 'Set' }).click();
  await app.synced();
  expect(lightly()).toBe(1_200);
  const said = (await next(app).getAttribute('aria-label')) ?? '';
  expect(said).toContain('1,200');
  await reload(app, said);
  await app.page.keyboard.press(back);
  await app.synced();
  expect(lightly()).toBe(0);
  await app.page.keyboard.press(forth);
  await app.synced();
  expect(lightly()).toBe(1_200);

  // One of them, changed elsewhere since, and all stay as they are.
  const other = await App.signIn(await world.device('second'), person);
  await other.page.getByTestId('list').locator('a.name').first().click();
  await other.page.getByLabel('Condition').first().selectOption('tcg:DMG');
  await other.page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await other.savedHere();
  await other.synced();
  await expect(app.page.getByTestId('list').locator('.row .c-condition').first()).toHaveText('DMG', { timeout: 30_000 });
  await app.page.keyboard.press(back);
  await expect(toast(app, 'Not undone. Another device has changed the condition of')).toBeVisible();
  await app.synced();
  expect(lightly()).toBe(1_199);
});

test('an import is one action as well', async ({ world }) => {
  const app = await App.signUp(await world.device('first'), new Person(world.server.url, 'Ines'));
  await app.import('cards.csv', tcgplayerCsv(250));
  await app.page.getByTestId('import').click();
  await expect(app.page.getByTestId('imported')).toContainText('Imported 250 entries');
  await app.go('Collection');
  await app.expectCards(tcgplayerCopies(250));
  await app.page.keyboard.press(back);
  await app.expectEmpty();
  await app.page.keyboard.press(forth);
  await app.expectCards(tcgplayerCopies(250));
  await app.synced();
});
