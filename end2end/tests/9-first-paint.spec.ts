// Proof 9: the first rows are in the HTML, for whoever has the cookie, and hydrate without a word on the console.
import { App } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';

test('the HTML has the first rows and the totals for its owner and nothing for anybody else', async ({ world }) => {
  const person = new Person(world.server.url, 'Sid');
  await person.signUp();
  await (await Client.of(person)).add([
    { name: 'Amber Lantern', quantity: 3, cents: 1250 },
    { name: 'Basalt Lantern', quantity: 1 },
  ]);
  const html = await (await person.get('/')).text();
  expect(html).toContain('Amber Lantern');
  expect(html).toContain('Basalt Lantern');
  expect(html).toContain('$37.50');
  const nobody = await (await new Person(world.server.url, 'Nobody').get('/')).text();
  expect(nobody).not.toContain('Lantern');
});

test('the same rows stay when the local view takes over', async ({ world }) => {
  const person = new Person(world.server.url, 'Tess');
  await person.signUp();
  const names = ['Amber', 'Basalt', 'Cobalt'];
  await (await Client.of(person)).add(names.map((name) => ({ name, quantity: 2, cents: 100 })));
  const device = await world.device('laptop');
  const app = await App.signIn(device, person);
  await app.page.reload();
  await app.synced();
  await expect(app.page.getByRole('row').getByRole('link', { name: /^(Amber|Basalt|Cobalt)$/ })).toHaveText(names);
  await app.expectCards(6);
});

test('every route hydrates without a word on the console, for its owner and for nobody', async ({ world }) => {
  // Twenty pages, and a debug build's WASM is ten times as large.
  test.setTimeout(240_000);
  const person = new Person(world.server.url, 'Uma');
  await person.signUp();
  await (await Client.of(person)).add([{ name: 'Amber', quantity: 2, cents: 100 }]);
  const stranger = await world.device('stranger');
  const owner = await world.device('owner');
  const card = await (await App.signIn(owner, person)).openCard('Amber');
  const routes = ['/', card, '/add', '/sets', '/sets/mtg/10e', '/import', '/export', '/attention', '/history', '/trash', '/sync', '/portfolios', '/overview', '/unpriced', '/why', '/wishes', '/settings', '/sign-in', '/sign-up', '/no/such/page'];
  for (const device of [owner, stranger]) {
    // A page that is not there is said to be not there; the browser notes that too.
    world.guard.expect(status(404));
    for (const path of routes) {
      const page = await device.open(path);
      await expect(page.locator('body')).toHaveAttribute('data-hydrated', '');
      await page.close();
    }
  }
});
