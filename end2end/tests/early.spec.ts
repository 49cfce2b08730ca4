// Before the browser part runs: the server's page is there, the program is still on its way, and a person types already.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

/** The page as the server made it; its program arrives when `go` is called. */
async function early(page: Page, url: string): Promise<{ go: () => void }> {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((open) => (go = open));
  // Held between the server and the page, which asks neither its cache nor its service worker.
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setBypassServiceWorker', { bypass: true });
  await page.route(/\.wasm$/, async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto(url, { waitUntil: 'commit' });
  return { go };
}

test('what is typed before the program runs is what signs up', async ({ world }) => {
  const device = await world.device('slow');
  const page = await device.open('about:blank');
  const program = await early(page, `${device.proxy.url}/sign-up`);
  await page.getByLabel('Name', { exact: true }).fill('Early');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByLabel('Password').press('Enter');
  await expect(page.getByRole('button', { name: 'Create account' })).toBeDisabled();

  program.go();
  await expect(page.getByRole('button', { name: 'Create account' })).toBeEnabled();
  await expect(page.getByLabel('Password')).toBeFocused();
  expect(page.url(), 'nothing was sent before').toBe(`${device.proxy.url}/sign-up`);
  expect(device.proxy.requests.filter((request) => request.method === 'POST')).toEqual([]);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Early');
  await page.getByLabel('Password').press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
  await new App(page).expectEmpty();
  expect((await new Person(world.server.url, 'Early').signIn()).status).toBe(200);
});

test('what a password manager fills in without a word is sent', async ({ world }) => {
  const person = new Person(world.server.url, 'Filled');
  await person.signUp();
  const page = await (await world.device('filled')).open('/sign-in');
  const button = page.getByRole('button', { name: 'Sign in' });
  await expect(button).toBeEnabled();
  await page.evaluate(([name, password]) => {
    for (const [id, value] of [['name', name], ['password', password]] as const) {
      const input = document.getElementById(id);
      if (input instanceof HTMLInputElement) input.value = value ?? '';
    }
  }, [person.name, person.password]);
  await button.click();
  await page.waitForURL((url) => url.pathname === '/');
  await new App(page).expectEmpty();
});

test('a card and a search that were begun before the program runs go on', async ({ world }) => {
  const device = await world.device('slow');
  const app = await App.signUp(device, new Person(world.server.url, 'Begun'));
  for (const name of ['Amber Fox', 'Basalt Owl']) await app.add(name);
  await app.go('Collection');
  await app.synced();

  let program = await early(app.page, `${device.proxy.url}/add`);
  await expect(app.field('How many'), 'the server gives the usual values').toHaveValue('1');
  await expect(app.field('Condition')).toHaveValue('tcg:NM');
  await app.field('Name').fill('Cobalt Hare');
  await app.field('Notes').fill('from the attic');
  await app.field('Condition').selectOption({ label: 'LP \u00b7 Lightly Played' });
  program.go();
  await app.page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(app.field('Name')).toHaveValue('');
  await app.go('Collection');
  await expect(app.row('Cobalt Hare')).toContainText('LP');
  await app.openCard('Cobalt Hare');
  await expect(app.field('Notes')).toHaveValue('from the attic');
  await app.synced();

  program = await early(app.page, device.proxy.url);
  await app.page.getByTestId('search').fill('owl');
  program.go();
  await expect(app.row('Basalt Owl')).toBeVisible();
  await expect(app.row('Amber Fox')).toHaveCount(0);
  await expect(app.page.getByTestId('search')).toHaveValue('owl');
});

test('the page of a card shows the card before the program runs, wherever it stands in the list', async ({ world }) => {
  const device = await world.device('slow');
  const app = await App.signUp(device, new Person(world.server.url, 'Deep'));
  await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await app.synced();
  await app.add('zz Last of all', { quantity: 3, cost: '12.50' });
  await app.synced();
  await app.go('Collection');
  await app.page.getByTestId('search').fill('zz last');
  const path = await app.openCard('zz Last of all');
  const program = await early(app.page, device.proxy.url + path);
  await expect(app.page.getByRole('heading', { level: 1 })).toHaveText('zz Last of all');
  await expect(app.page.getByText('3 \u00d7 Bought')).toContainText('$12.50 each');
  program.go();
  await expect(app.field('Name')).toHaveValue('zz Last of all');
  await app.synced();
});

test('a program that does not come is said to be on its way, and asked for until it is there', async ({ world }) => {
  world.guard.expect(/^Failed to load resource: net::ERR_FAILED$/);
  const device = await world.device('tunnel');
  const page = await device.open('about:blank');
  let tunnel = true;
  await page.route(/\/pkg\/.*\.(wasm|js)$/, async (route) => await (tunnel ? route.abort() : route.continue()));
  await page.goto(`${device.proxy.url}/sign-up`);
  await expect(page.getByText('Vitrine is still loading')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create account' })).toBeDisabled();

  tunnel = false;
  await expect(page.getByRole('button', { name: 'Create account' })).toBeEnabled();
  await expect(page.getByText('Vitrine is still loading')).toBeHidden();
});

test('a program that breaks off in the middle is asked for again', async ({ world }) => {
  const page = await (await world.device('half')).open('about:blank');
  let broken = 2;
  await page.route(/\/vitrine\.[^/]*wasm$/, async (route) => {
    if (broken-- <= 0) return await route.continue();
    const whole = await route.fetch();
    await route.fulfill({ response: whole, body: (await whole.body()).subarray(0, 1000) });
  });
  await page.goto(`${world.server.url}/sign-up`);
  await expect(page.getByRole('button', { name: 'Create account' })).toBeEnabled({ timeout: 30_000 });
  expect(broken, 'both were taken').toBeLessThanOrEqual(0);
});
