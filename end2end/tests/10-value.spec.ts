// Proof 10: the value explains itself, follows every edit and every price at once, and says what it does not know.
import { App } from '../support/app.ts';
import { faults } from '../support/axe.ts';
import { Client } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { daysAgo, importPrices } from '../support/prices.ts';

const CARDS = [
  { name: 'Amber', number: '1', quantity: 2, cents: 1000, acquired: daysAgo(60) },
  { name: 'Basalt', number: '2', quantity: 1, cents: 500, acquired: daysAgo(60) },
];
// A heartbeat of the stream, and a slow machine.
const SOON = { timeout: 60_000 };

test('an edit on one device and a new price on the server change the open overview of another without a reload', async ({ world }) => {
  const person = new Person(world.server.url, 'Vera');
  await person.signUp();
  await (await Client.of(person)).add(CARDS);
  importPrices(world.server, [['mtg:tst-1', daysAgo(40), '12.50']]);
  const [laptop, phone] = [await world.device('laptop'), await world.device('phone')];
  const app = await App.signIn(laptop, person);
  await app.go('Overview');
  const value = app.page.getByTestId('total-value');
  await expect(value).toHaveText('$25.00', SOON);
  await expect(app.page.getByTestId('unrealised')).toContainText('+$5.00 (+25.0%)');
  await expect(app.page.getByTestId('left-out'), 'unknown is counted, not zero').toContainText('1 copy without a price');
  const day = app.page.getByRole('slider', { name: /Value by day/ });
  await expect(day).toHaveAttribute('aria-valuetext', /^\$25\.00/);
  const html = await (await app.page.request.get(app.page.url())).text();
  expect(html, 'as the server drew it').toMatch(/data-testid="total-value"[^>]*>\$25\.00/);
  await app.page.reload();
  await expect(value).toHaveText('$25.00');

  const other = await App.signIn(phone, person);
  await other.row('Amber').getByRole('button', { name: 'One more of Amber' }).click();
  await expect(value).toHaveText('$37.50', SOON);
  await expect(day).toHaveAttribute('aria-valuetext', /^\$37\.50/);

  importPrices(world.server, [
    ['mtg:tst-1', daysAgo(3), '15.00'],
    ['mtg:tst-2', daysAgo(3), '7.00'],
  ]);
  await expect(value).toHaveText('$52.00', SOON);
  await expect(app.page.getByTestId('left-out')).not.toContainText('without a price');
  await expect(other.page.getByTestId('total-value')).toHaveText('$52.00', SOON);
});

test('an edit without a network moves the total at once, marked, and the views are fetched again once', async ({ world }) => {
  const person = new Person(world.server.url, 'Wim');
  await person.signUp();
  await (await Client.of(person)).add(CARDS);
  importPrices(world.server, [['mtg:tst-1', daysAgo(40), '12.50']]);
  const device = await world.device('laptop');
  const app = await App.signIn(device, person);
  await app.go('Overview');
  const value = app.page.getByTestId('total-value');
  await expect(value).toHaveText('$25.00', SOON);
  await app.readyForOffline();

  await world.serverDies();
  await app.offline();
  await app.go('Collection');
  await app.row('Amber').getByRole('button', { name: 'One more of Amber' }).click();
  await app.go('Overview');
  await expect(value).toHaveText('$37.50');
  const left = app.page.getByTestId('left-out');
  await expect(left).toContainText('with your unsynced changes');
  await expect(left).toContainText('prices as of');
  await expect(app.page.getByRole('slider', { name: /Value by day/ })).toHaveAttribute('aria-valuetext', /^\$37\.50/);

  const count = (path: string): number => device.proxy.count(`/api/v1/${path}`);
  const before = { valuation: count('valuation'), history: count('value_history') };
  await world.serverComesBack();
  await app.synced(70_000);
  await expect(left).not.toContainText('unsynced', SOON);
  await expect.poll(() => count('valuation') - before.valuation).toBe(1);
  await expect.poll(() => count('value_history') - before.history).toBe(1);
  await expect(value).toHaveText('$37.50');
});

test('the chart is read with the keyboard, a card says who says its price, and a price set by hand beats it', async ({ world }) => {
  const person = new Person(world.server.url, 'Xenia');
  await person.signUp();
  await (await Client.of(person)).add(CARDS);
  importPrices(world.server, [
    ['mtg:tst-1', daysAgo(50), '10.00'],
    ['mtg:tst-1', daysAgo(5), '12.50'],
  ]);
  const app = await App.signIn(await world.device('laptop'), person);
  await app.go('Overview');
  await expect(app.page.getByTestId('total-value')).toHaveText('$25.00', SOON);
  const day = app.page.getByRole('slider', { name: /Value by day/ });
  await day.focus();
  await app.page.keyboard.press('Home');
  await expect(day).toHaveAttribute('aria-valuenow', '0');
  await expect(day, 'nobody knew a price then').toHaveAttribute('aria-valuetext', /^unknown/);
  await app.page.keyboard.press('End');
  await expect(day).toHaveAttribute('aria-valuetext', /^\$25\.00/);
  await app.page.keyboard.press('Enter');
  for (let i = 0; i < 6; i++) await app.page.keyboard.press('ArrowLeft');
  await expect(app.page.getByText(/\+\$5\.00 \(\+25\.0%\) from/)).toBeVisible();
  await app.page.keyboard.press('Enter');
  await app.page.getByRole('link', { name: 'Why, between these days?' }).click();
  await expect(app.page.getByRole('heading', { level: 1, name: 'Why did it move?' })).toBeVisible();
  await expect(app.page.getByTestId('moved')).toHaveText('+$5.00 (+25.0%)', SOON);
  await expect(app.page.getByTestId('parts')).toContainText('Prices');
  await app.page.getByTestId('cards').getByRole('link', { name: 'Amber' }).click();
  await expect(app.page.getByTestId('price')).toHaveText('$12.50', SOON);
  await expect(app.page.getByTestId('price-source')).toContainText('5 days old');

  await app.page.locator('form').getByText('Special copies, trade, own price').click();
  await app.page.getByLabel('Own price of one').fill('20');
  await app.page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(app.page.getByTestId('price')).toHaveText('$20.00');
  await expect(app.page.getByTestId('price-source')).toContainText('Your own price');
  await app.go('Overview');
  await expect(app.page.getByTestId('total-value')).toHaveText('$40.00');
  await app.page.getByTestId('left-out').getByRole('link', { name: /without a price/ }).click();
  await expect(app.page.getByTestId('unpriced-count')).toContainText('1 copy without a price');
  await expect(app.page.getByTestId('reason')).toContainText('No such card in the catalogue', SOON);
  await app.page.getByRole('link', { name: 'Show them in the collection' }).click();
  await expect(app.row('Basalt')).toBeVisible();
  await expect(app.row('Amber')).toHaveCount(0);
  await app.synced();
});

test('prices come in from the settings, and a raw card says what grading might bring; both stay without a network', async ({ world }) => {
  const person = new Person(world.server.url, 'Yara');
  await person.signUp();
  await (await Client.of(person)).add(CARDS);
  const app = await App.signIn(await world.device('laptop'), person);
  await app.page.goto(new URL('/settings', app.page.url()).href);
  await app.synced();
  const panel = app.page.getByTestId('price-files');
  const rows = [
    'card,finish,grade,date,price,currency',
    `mtg:tst-1,normal,,${daysAgo(3)},10,USD`,
    `mtg:tst-1,normal,PSA 10,${daysAgo(3)},50,USD`,
    `mtg:tst-1,normal,CGC 9.5,${daysAgo(3)},30,USD`,
    `mtg:tst-2,normal,,${daysAgo(3)},7,USD`,
  ];
  const file = { name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from(`${rows.join('\n')}\n`) };
  await panel.getByLabel('File of prices or rates').setInputFiles(file);
  await expect(panel.getByRole('status').last()).toContainText('4 entries read', SOON);
  await panel.getByText('Sources on this server').click();
  await expect(panel).toContainText('file, market, in USD: 4 series');
  expect(await faults(app.page), 'settings with sources').toEqual([]);

  await app.go('Collection');
  const basalt = await app.openCard('Basalt');
  await expect(app.page.getByTestId('price')).toHaveText('$7.00', SOON);
  await expect(app.page.getByTestId('grading'), 'nobody says a price of a graded one').toHaveCount(0);
  await app.go('Collection');
  const amber = await app.openCard('Amber');
  const ten = app.page.locator('tr[data-grade="PSA_10"]');
  await expect(ten).toContainText('+$40.00', SOON);
  await expect(ten, 'what grading costs is not taken for nothing').toContainText('cost unknown');
  await expect(app.page.locator('tr[data-grade="CGC_9.5"]')).toContainText('+$20.00');
  const cost = app.page.getByLabel('PSA takes, in USD');
  await cost.fill('a lot');
  await cost.press('Tab');
  await expect(app.page.getByTestId('grading')).toContainText('This is not an amount of USD');
  await cost.fill('25');
  await cost.press('Tab');
  await expect(ten).toContainText('+$15.00');
  expect(await faults(app.page), 'a card with graded prices').toEqual([]);
  const [wide, screen] = await app.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide, 'no wider than the screen').toBeLessThanOrEqual(screen ?? 0);
  await app.readyForOffline();

  await world.serverDies();
  await app.offline();
  await app.page.goto(new URL(amber, app.page.url()).href);
  await expect(ten, 'the figure is remembered').toContainText('+$15.00', SOON);
  await expect(app.page.getByTestId('card-value')).toContainText('as of');
  await app.page.goto(new URL(basalt, app.page.url()).href);
  await expect(app.page.getByTestId('price'), 'not only the last card is kept').toHaveText('$7.00', SOON);
  await expect(app.page.getByTestId('card-value')).toContainText('as of');
  await expect(app.page.getByTestId('card-value').getByRole('slider')).toBeVisible();
});
