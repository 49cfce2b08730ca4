// The page of a card: its copies, what could not be saved, and what two devices disagree about.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { copies, number } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

test('copies are added, corrected and taken away on the page of their card', async ({ world }) => {
  const app = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Lena'));
  await app.add('Lantern', { quantity: 2, cost: '10' });
  await app.go('Collection');
  await app.openCard('Lantern');
  const lots = app.page.getByTestId('lots').getByRole('listitem');
  await expect(lots).toHaveCount(1);

  await app.page.getByRole('button', { name: 'Add copies' }).click();
  const form = app.page.locator('form').filter({ has: app.page.getByLabel('How many') });
  await form.getByLabel('How many').fill('some');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('Write a whole number of copies.')).toBeVisible();
  await form.getByLabel('How many').fill('3');
  await form.getByLabel('Cost of one').fill('12.50');
  await form.getByLabel('Day').fill('1066-10-14');
  await form.getByRole('button', { name: 'Save' }).click();
  // At its field, not at the end of the form.
  await expect(form.locator('.field', { has: app.page.getByLabel('Day') }).locator('.wrong')).toContainText('not a day anyone');
  await form.getByLabel('Day').fill('2026-03-01');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(lots).toHaveCount(2);
  const second = lots.filter({ hasText: '$12.50 each' });
  await expect(second.getByTestId('quantity')).toHaveText('3');

  await second.getByRole('button', { name: 'Edit these copies' }).click();
  await form.getByLabel('Cost of one').fill('8');
  await form.getByLabel('How it came').selectOption({ label: 'Traded' });
  await form.getByRole('button', { name: 'Save' }).click();
  const traded = lots.filter({ hasText: 'Traded' });
  await expect(traded).toContainText('$8.00 each');
  await traded.getByRole('button', { name: 'One more of these copies' }).click();
  await expect(traded.getByTestId('quantity')).toHaveText('4');
  await lots.filter({ hasText: '$10.00 each' }).getByRole('button', { name: 'Delete these copies' }).click();
  await expect(lots).toHaveCount(1);
  await app.synced();
  await app.go('Collection');
  await app.expectQuantity('Lantern', 4);
  await expect(app.page.getByTestId('total-cost')).toHaveText('$32.00');
  await expect.poll(() => copies(world.server.database)).toBe(4);
});

test('the badge changes with the click, not a moment later', async ({ world }) => {
  const device = await world.device('phone');
  const app = await App.signUp(device, new Person(world.server.url, 'Mona'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  device.proxy.fault('/api/v1/push', { kind: 'hold' });
  const said = await app.page.evaluate(async () => {
    const text = (id: string) => document.querySelector(`[data-testid=${id}]`)?.textContent;
    const before = text('status');
    document.querySelector<HTMLElement>('[aria-label="One more of Lantern"]')?.click();
    // What follows the click in its own turn; no timer, no storage and no answer comes in between.
    for (let i = 0; i < 100; i++) await Promise.resolve();
    return { before, quantity: text('quantity'), badge: text('status') };
  });
  expect(said).toEqual({ before: 'Synced', quantity: '2', badge: 'Saving' });
  device.proxy.heal();
  await app.synced();
});

test('an edit that the storage gave back stands in its form again and can be saved', async ({ world }) => {
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Nora'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.openCard('Lantern');
  await app.synced();
  await breakStorage(app.page);
  await app.change({ Finish: 'Foil 7', Notes: 'signed' });
  const banner = app.page.getByTestId('not-saved');
  await expect(banner).toContainText('Not saved: Edit a card.');
  await expect(app.field('Finish')).toHaveValue('Foil 7');
  await expect(app.field('Notes')).toHaveValue('signed');
  await expect(app.page.getByRole('button', { name: 'Save', exact: true })).toBeEnabled();
  await expect(app.page.getByTestId('saved')).toHaveText('');
  await app.page.evaluate(() => delete (window as { storageIsBroken?: true }).storageIsBroken);
  await banner.getByRole('button', { name: 'Close' }).click();
  await expect(banner).toHaveCount(0);
  await app.page.getByRole('button', { name: 'Save', exact: true }).click();
  await app.savedHere();
  await app.synced();
  const stored = "select count(*) from records where body like '%Foil 7%' and body like '%signed%'";
  await expect.poll(() => number(world.server.database, stored)).toBe(1);
});

test('an addition that the storage gave back stands in its form again', async ({ world }) => {
  const app = await App.signUp(await world.device('phone'), new Person(world.server.url, 'Nils'));
  await app.go('Add');
  await app.field('Name').fill('Compass');
  await app.field('How many').fill('4');
  await app.field('Cost of one').fill('2.50');
  await breakStorage(app.page);
  await app.page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(app.page.getByTestId('not-saved')).toContainText('Not saved: Add Compass.');
  await expect(app.field('Name')).toHaveValue('Compass');
  await expect(app.field('How many')).toHaveValue('4');
  await expect(app.field('Cost of one')).toHaveValue('2.50');
  await app.page.evaluate(() => delete (window as { storageIsBroken?: true }).storageIsBroken);
  await app.page.getByTestId('not-saved').getByRole('button', { name: 'Close' }).click();
  await app.page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(app.field('Name')).toHaveValue('');
  await app.go('Collection');
  await app.expectQuantity('Compass', 4);
  await app.synced();
  await expect.poll(() => copies(world.server.database)).toBe(4);
});

/** From now on no transaction that stores an edit comes to pass, until the page's `storageIsBroken` is gone. */
async function breakStorage(page: Page): Promise<void> {
  await page.evaluate(() => {
    const broken = window as { storageIsBroken?: true };
    broken.storageIsBroken = true;
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof begin>) {
      const tx = begin.apply(this, args);
      if (args[1] === 'readwrite' && tx.objectStoreNames.contains('outbox') && broken.storageIsBroken) queueMicrotask(() => tx.abort());
      return tx;
    };
  });
}

for (const [choice, button, value] of [
  ['the value that stands is kept', /^Keep /, 'from the stairs'],
  ['the value that lost is taken back', /^Use /, 'from the hall'],
] as const) {
  test(`a conflict is settled on one device and on both: ${choice}`, async ({ world }) => {
    const person = new Person(world.server.url, 'Olga');
    const [hall, stairs] = [await world.device('hall'), await world.device('stairs')];
    const first = await App.signUp(hall, person);
    await first.add('Lantern');
    await first.go('Collection');
    await first.synced();
    const second = await App.signIn(stairs, person);
    for (const app of [first, second]) await app.openCard('Lantern');
    for (const device of [hall, stairs]) await device.goOffline();
    await first.edit({ Notes: 'from the hall' });
    await second.edit({ Notes: 'from the stairs' });
    for (const device of [hall, stairs]) await device.goOnline();
    for (const app of [first, second]) await app.synced(70_000);
    const panel = (app: App) => app.page.getByTestId('conflicts');
    for (const app of [first, second]) {
      await expect(panel(app)).toContainText('Two devices changed the notes at the same time.', { timeout: 30_000 });
      await expect(app.field('Notes')).toHaveValue('from the stairs');
    }
    await panel(first).getByRole('button', { name: button }).click();
    for (const app of [first, second]) {
      await expect(panel(app)).toHaveCount(0, { timeout: 30_000 });
      await expect(app.field('Notes')).toHaveValue(value, { timeout: 30_000 });
    }
    await first.synced();
  });
}
