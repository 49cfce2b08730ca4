// What an edit costs beside its own transaction: counted, not timed.
import { type Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { daysAgo, importPrices } from '../support/prices.ts';

const CARDS = [{ name: 'Amber', number: '1', quantity: 2, cents: 1000, acquired: daysAgo(60) }];

/** What the page asks of the server and writes to its storage from now on. */
async function watch(page: Page): Promise<{ asked: string[]; written: () => Promise<string[]> }> {
  const asked: string[] = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith('/api/v1/') && path !== '/api/v1/events') asked.push(path.slice('/api/v1/'.length));
  });
  await page.evaluate(() => {
    const written: string[] = [];
    Object.assign(window, { written });
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
      if (mode === 'readwrite') written.push([stores].flat().toSorted().join(' '));
      return begin.call(this, stores, mode, options);
    };
  });
  return { asked, written: async () => await page.evaluate(() => (window as unknown as { written: string[] }).written) };
}

test('an edit is one request and two transactions; figures are asked for when the hands rest', async ({ world }) => {
  const person = new Person(world.server.url, 'Ona');
  await person.signUp();
  await (await Client.of(person)).add(CARDS);
  importPrices(world.server, [['mtg:tst-1', daysAgo(3), '12.50']]);
  const app = await App.signIn(await world.device('laptop'), person);
  await expect(app.page.getByTestId('total-value')).toHaveText('$25.00', { timeout: 60_000 });
  await app.more('Amber');
  await app.synced();
  // Whatever came with the first edit: the storage's promise, the figures.
  await app.page.waitForTimeout(3_000);

  const { asked, written } = await watch(app.page);
  await app.more('Amber');
  await expect.poll(() => asked, 'the edit goes out').toContain('push');
  await app.synced();
  expect(asked).toEqual(['push']);
  expect(await written(), 'the edit with its undo entry; then the answer').toEqual(['meta outbox ways', expect.stringContaining('base')]);
  await expect.poll(() => asked, 'the hands rest').toContain('valuation');
});

test('twenty quick edits ask for no figures', async ({ world }) => {
  const person = new Person(world.server.url, 'Pia');
  await person.signUp();
  await (await Client.of(person)).add(CARDS);
  const app = await App.signIn(await world.device('laptop'), person);
  await app.more('Amber');
  await app.synced();
  await app.page.waitForTimeout(3_000);

  const { asked } = await watch(app.page);
  await app.row('Amber').getByRole('button', { name: 'One more of Amber' }).evaluate(async (button: HTMLElement) => {
    for (let i = 0; i < 20; i++) {
      button.click();
      await new Promise((done) => setTimeout(done, 20));
    }
  });
  expect(asked.filter((path) => path !== 'push' && path !== 'pull')).toEqual([]);
  await app.expectQuantity('Amber', 23);
});
