// What happened to a card, told on any device, and the way back to a value that was overwritten.
import { App } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

/** Opens the history of the card whose page is open. */
async function history(app: App) {
  const section = app.page.getByTestId('history');
  await section.getByRole('heading', { name: 'History' }).click();
  return section;
}

async function setCost(app: App, cost: string): Promise<void> {
  await app.page.getByRole('button', { name: 'Edit these copies' }).click();
  const form = app.page.locator('form').filter({ has: app.page.getByLabel('How many') });
  await form.getByLabel('Cost of one').fill(cost);
  await form.getByRole('button', { name: 'Save' }).click();
}

test('an overwritten price is brought back from the history on the other device', async ({ world }) => {
  const person = new Person(world.server.url, 'Hana');
  const laptop = await App.signUp(await world.device('laptop'), person);
  await laptop.add('Lantern', { cost: '10' });
  await laptop.go('Collection');
  await laptop.synced();
  const phone = await App.signIn(await world.device('phone'), person);
  for (const app of [laptop, phone]) await app.openCard('Lantern');
  const told = await history(phone);
  await expect(told.getByTestId('action')).toHaveText([/^Added/]);

  await setCost(laptop, '12');
  const lots = (app: App) => app.page.getByTestId('lots').getByRole('listitem');
  // Without a click: what happened elsewhere is told when it happens.
  await expect(told.getByText('Cost of one: $10.00 → $12.00')).toBeVisible({ timeout: 30_000 });
  await expect(told.getByTestId('action').first()).toContainText('Chrome on Linux');
  await expect(lots(phone)).toContainText('$12.00 each');

  const back = told.getByRole('button', { name: 'Cost of one: bring $10.00 back' });
  await back.press('Enter');
  await expect(lots(phone)).toContainText('$10.00 each');
  await expect(back).toHaveCount(0);
  await expect(lots(laptop)).toContainText('$10.00 each', { timeout: 30_000 });
  // A new line, none of the old ones gone.
  await expect(told.getByTestId('action')).toHaveText([
    /^Cost of one: \$12\.00 → \$10\.00.*this device/,
    /^Cost of one: \$10\.00 → \$12\.00/,
    /^Added/,
  ], { timeout: 30_000 });

  await phone.page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect(lots(phone)).toContainText('$12.00 each');
  await expect(lots(laptop)).toContainText('$12.00 each', { timeout: 30_000 });
});

test('an edit that was made offline says so, and can be taken back', async ({ world }) => {
  const person = new Person(world.server.url, 'Hugo');
  const app = await App.signUp(await world.device('laptop'), person);
  await app.add('Lantern');
  await app.go('Collection');
  const card = await app.openCard('Lantern');
  await app.edit({ Finish: 'Foil 1' });
  await app.synced();
  await person.signIn();
  const other = await Client.of(person);
  const id = card.split('/').at(-1);
  await other.push([{ edit_entry: { id, patch: { finish: 'Foil 3' } } }], Date.now() - 3_600_000);
  const told = await history(app);
  const late = told.getByTestId('action').first();
  await expect(late).toContainText('Finish: Foil 3 lost against Foil 1');
  await expect(late).toContainText('made offline, arrived just now');
  await late.getByRole('button', { name: 'Finish: bring Foil 3 back' }).click();
  await expect(app.field('Finish')).toHaveValue('Foil 3');
});

test('without a network the history says that it is on the server, and comes when the network does', async ({ world }) => {
  const device = await world.device('phone');
  const app = await App.signUp(device, new Person(world.server.url, 'Hela'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.openCard('Lantern');
  await app.synced();
  await device.goOffline();
  await app.offline();
  const asked = device.proxy.count('/api/v1/history');
  const told = await history(app);
  await expect(told.getByText('The history is on the server.')).toBeVisible();
  expect(device.proxy.count('/api/v1/history')).toBe(asked);
  await device.goOnline();
  await expect(told.getByTestId('action')).toHaveText([/^Added/], { timeout: 70_000 });
  await expect(told.getByText('The history is on the server.')).toHaveCount(0);
});

test('the history of the ledger is narrowed by kind, device and day', async ({ world }) => {
  const person = new Person(world.server.url, 'Hedy');
  const app = await App.signUp(await world.device('laptop'), person);
  await app.add('Lantern');
  await app.synced();
  await person.signIn();
  await (await Client.of(person)).add([{ name: 'Compass' }]);
  await app.go('Collection');
  await app.expectQuantity('Compass', 1);
  await app.page.getByTestId('account').click();
  await app.page.getByRole('link', { name: 'History' }).click();
  const actions = app.page.getByTestId('action');
  await expect(actions).toHaveText([/^Compass: Added/, /^Lantern: Added/]);
  await app.field('Device').selectOption({ label: 'this device' });
  await expect(actions).toHaveText([/^Lantern: Added/]);
  await app.field('What').selectOption({ label: 'Copies' });
  await expect(actions).toHaveText([/^Lantern: Copies added/]);
  await app.field('To').fill('2020-01-01');
  await app.field('To').blur();
  await expect(app.page.getByText('Nothing happened here.')).toBeVisible();
  await app.field('To').fill('');
  await app.field('To').blur();
  await actions.getByRole('link', { name: 'Lantern' }).click();
  await expect(app.page.getByRole('heading', { level: 1, name: 'Lantern' })).toBeVisible();
});
