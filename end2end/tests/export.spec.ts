// A collection goes out as a file, for another app and to keep, and comes back.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

/** What the page saves when `act` is done. */
async function saved(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent('download');
  await act();
  const file = await coming;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

async function toExport(app: App): Promise<void> {
  await app.page.goto(new URL('/export', app.page.url()).href);
  await expect(app.page.getByTestId('save-everything')).toBeVisible();
}

test('without a network a collection is saved for another app, which says what it cannot carry, and the file changes nothing here', async ({ world }) => {
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Ada'));
  await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await app.synced();
  const cards = Number((await app.cards.textContent())?.replace(',', ''));
  await app.readyForOffline();
  await device.goOffline();
  await toExport(app);
  await app.field('App').selectOption({ label: 'Moxfield' });
  await expect(app.page.getByTestId('losses')).toContainText('grade');
  const button = app.page.getByTestId('save-for-app');
  await expect(button).toHaveText(`Save ${cards} cards for Moxfield`);
  const { name, text } = await saved(app.page, async () => await button.click());
  expect(name).toMatch(/^moxfield-\d{4}-\d{2}-\d{2}\.csv$/);
  expect(text.split('\r\n')[0]).toContain('Collector Number');
  await app.import('moxfield.csv', text);
  await expect(app.page.getByTestId('import')).toHaveText('Nothing new to import');
});

test('everything that was saved comes back into an empty collection', async ({ world }) => {
  const first = await App.signUp(await world.device('laptop'), new Person(world.server.url, 'Bo'));
  await first.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await first.synced();
  const cards = Number((await first.cards.textContent())?.replace(',', ''));
  await toExport(first);
  const { name, text } = await saved(first.page, async () => await first.page.getByTestId('save-everything').click());
  expect(name).toMatch(/^vitrine-.*\.json$/);
  await first.import(name, text);
  await expect(first.page.getByTestId('import')).toHaveText('Nothing new to import');

  const second = await App.signUp(await world.device('phone'), new Person(world.server.url, 'Cy'));
  await second.import(name, text);
  await expect(second.page.getByTestId('restore-here')).toHaveText('0');
  await second.page.getByTestId('import').click();
  await expect(second.page.getByTestId('imported')).toBeVisible();
  await second.go('Collection');
  await second.synced();
  await second.expectCards(cards);
  // Cut off on its way: refused as a whole, with the reason.
  await second.import(name, text.slice(0, -200));
  await expect(second.page.getByTestId('import-wrong')).toContainText('not a whole file');
});
