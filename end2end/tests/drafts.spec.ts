// What somebody typed into a form and did not save: it comes back, whatever took the form away.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { expect, test, type World } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';

async function signedUp(world: World, name: string): Promise<App> {
  return await App.signUp(await world.device('laptop'), new Person(world.server.url, name));
}

/** The draft is on the device, and not in the page alone. */
async function kept(page: Page, text: string): Promise<void> {
  await expect
    .poll(async () => await page.evaluate(async (text) => {
      const all = await indexedDB.databases();
      for (const { name } of all.filter(({ name }) => name?.startsWith('vitrine'))) {
        const db = await new Promise<IDBDatabase>((done, fail) => {
          const asked = indexedDB.open(name ?? '');
          asked.onsuccess = () => done(asked.result);
          asked.onerror = () => fail(asked.error);
        });
        const rows = await new Promise<unknown[]>((done) => {
          const asked = db.transaction('ways').objectStore('ways').getAll();
          asked.onsuccess = () => done(asked.result);
        });
        db.close();
        if (rows.some((row) => String(row).includes(text))) return true;
      }
      return false;
    }, text))
    .toBe(true);
}

const draft = (page: Page) => page.getByTestId('draft');

test('field_16 a card half typed in comes back after another page, Back, a reload and a closed browser', async ({ world }) => {
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Draga'));
  await app.go('Add');
  await app.field('Name').fill('Half a card');
  await app.field('How many').fill('3');
  await expect(draft(app.page)).toBeHidden();
  await app.page.getByRole('link', { name: 'Done' }).click();
  await expect(app.page).toHaveURL((url) => url.pathname === '/');
  await app.page.goBack();
  await expect(app.field('Name')).toHaveValue('Half a card');
  await expect(app.field('How many')).toHaveValue('3');
  await expect(draft(app.page)).toHaveText(/^Your draft from \d\d:\d\d/);

  await app.field('Tags').fill('grail');
  await kept(app.page, 'grail');
  await app.page.reload();
  await expect(app.field('Name')).toHaveValue('Half a card');
  await expect(app.field('Tags')).toHaveValue('grail');

  // Its browser is killed, and may have forgotten who was signed in: the draft is on the device all the same.
  world.guard.expect(status(401));
  await device.kill();
  const again = await App.open(device, '/add');
  await expect(again.field('Name')).toHaveValue('Half a card');
  await expect(again.field('Tags')).toHaveValue('grail');

  // Saved, it is no draft any more.
  await again.page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(again.field('Name')).toHaveValue('');
  await again.page.reload();
  await expect(again.status).toHaveText(/Synced|Sign in to sync/);
  await expect(again.field('Name')).toHaveValue('');
  await expect(draft(again.page)).toBeHidden();
});

test('field_16 a draft can be thrown away', async ({ world }) => {
  const app = await signedUp(world, 'Dora');
  await app.go('Add');
  await app.field('Name').fill('Nobody wants this');
  await app.go('Collection');
  await app.go('Add');
  await expect(app.field('Name')).toHaveValue('Nobody wants this');
  await draft(app.page).getByRole('button', { name: 'Discard' }).click();
  await expect(app.field('Name')).toHaveValue('');
  await expect(draft(app.page)).toBeHidden();
  await app.page.reload();
  await app.synced();
  await expect(app.field('Name')).toHaveValue('');
});

test('field_16 an edit, copies, a sale and a wish come back on their pages, over what others wrote meanwhile', async ({ world }) => {
  const person = new Person(world.server.url, 'Dina');
  const app = await App.signUp(await world.device('laptop'), person);
  await app.add('Lantern', { quantity: 2 });
  await app.go('Collection');
  const path = await app.openCard('Lantern');
  await app.field('Notes').fill('bent at the corner');
  await app.page.getByRole('button', { name: 'Add copies' }).click();
  await app.page.locator('#new-source').evaluate((field) => ((field.closest('details') as HTMLDetailsElement).open = true));
  await app.page.locator('#new-source').fill('a fair');
  await app.page.getByRole('button', { name: 'Mark as sold' }).click();
  await app.page.locator('#sale-gross').fill('12');
  await app.go('Collection');
  await app.synced();
  // Meanwhile the finish is said on another device; another tab of this one would have the same draft.
  const other = await App.signIn(await world.device('phone'), person);
  await other.openCard('Lantern');
  await other.field('Finish').fill('Foil');
  const form = other.page.locator('form', { has: other.page.getByLabel('Set code') });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(other.page.getByTestId('saved')).toHaveText('Saved on this device');
  await other.synced();

  await app.page.goto(new URL(path, app.page.url()).href);
  await expect(app.field('Notes')).toHaveValue('bent at the corner');
  await expect(app.field('Finish')).toHaveValue('Foil');
  await expect(app.page.locator('#new-source')).toHaveValue('a fair');
  await expect(app.page.locator('#sale-gross')).toHaveValue('12');
  await expect(draft(app.page)).toHaveCount(3);
  // Cancelled, it is given up.
  await app.page.getByTestId('sell').getByRole('button', { name: 'Cancel' }).click();
  await app.page.reload();
  await expect(app.field('Notes')).toHaveValue('bent at the corner');
  await expect(app.page.getByTestId('sell')).toBeHidden();

  await app.page.goto(new URL('/wishes', app.page.url()).href);
  await app.field('Name').fill('A wish');
  await app.page.reload();
  await expect(app.field('Name')).toHaveValue('A wish');
});

test('field_16 the letter a does not leave a form, whatever has the focus', async ({ world }) => {
  const app = await signedUp(world, 'Dana');
  await app.add('Lantern');
  await app.go('Collection');
  const path = await app.openCard('Lantern');
  await app.page.getByRole('button', { name: 'Mark as sold' }).click();
  // Letter by letter: the first of them is a draft, and the form stays the same form.
  await app.page.locator('#sale-gross').pressSequentially('12');
  await expect(app.page.locator('#sale-gross')).toBeFocused();
  await expect(app.page.locator('#sale-gross')).toHaveValue('12');
  await expect(draft(app.page)).toBeHidden();
  await app.page.getByTestId('sell').getByRole('button', { name: 'Save' }).focus();
  await app.page.keyboard.press('a');
  expect(new URL(app.page.url()).pathname).toBe(path);
  await expect(app.page.locator('#sale-gross')).toHaveValue('12');
  // With nothing typed, and outside of forms, it adds.
  await app.page.getByTestId('sell').getByRole('button', { name: 'Cancel' }).click();
  await app.page.keyboard.press('a');
  await expect(app.page).toHaveURL((url) => url.pathname === '/add');
});

test('field_16 a draft goes with the account', async ({ world }) => {
  const app = await signedUp(world, 'Dilan');
  await app.go('Add');
  await app.field('Name').fill('Mine alone');
  await kept(app.page, 'Mine alone');
  await app.page.goto(new URL('/settings', app.page.url()).href);
  await app.page.getByTestId('sign-out').click();
  await expect(app.page.getByTestId('sign-out')).toBeHidden();
  const next = new Person(world.server.url, 'Dursun');
  await app.page.goto(new URL('/sign-up', app.page.url()).href);
  await app.page.getByLabel('Name', { exact: true }).fill(next.name);
  await app.page.getByLabel('Password').fill(next.password);
  await app.page.getByRole('button', { name: 'Create account' }).click();
  await app.page.waitForURL((url) => url.pathname === '/');
  await app.synced();
  await app.go('Add');
  await expect(app.field('Name')).toHaveValue('');
});
