// Proof 7: leaving asks before it throws away, takes everything along, and nobody meets anybody else's data.
import { execFileSync } from 'node:child_process';
import { App } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { copies, number } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { binary } from '../support/server.ts';
import { everythingStored } from '../support/storage.ts';

test('signing out with unsynced edits asks, and leaves nothing behind', async ({ world }) => {
  const device = await world.device('shared');
  const first = new Person(world.server.url, 'Nia');
  const app = await App.signUp(device, first);
  await app.add('Secret Lantern', { cost: '200' });
  await app.go('Collection');
  await app.synced();
  expect(await everythingStored(app.page)).toContain('Secret Lantern');
  device.proxy.fault('/api/v1/push', { kind: 'hold' });
  await app.more('Secret Lantern');
  await expect(app.status).toHaveText('Syncing 1');

  await app.page.goto(`${device.proxy.url}/settings`);
  await app.page.getByTestId('sign-out').click();
  const question = app.page.getByTestId('unsynced');
  await expect(question).toContainText('1 edit is on this device and nowhere else');
  const discard = question.getByRole('button', { name: 'Discard them and sign out' });
  await expect(discard).toBeDisabled();
  await question.getByRole('textbox').fill('discard');
  await discard.click();
  await app.page.waitForURL((url) => url.pathname === '/');
  await expect(app.page.getByRole('link', { name: 'Create an account' })).toBeVisible();
  const left = await everythingStored(app.page);
  expect(left).not.toContain('Secret Lantern');
  expect(left).not.toContain('Nia');
  await expect.poll(() => device.proxy.openStreams, 'the event stream is closed').toBe(0);
  device.proxy.heal();

  const second = await App.signUp(device, new Person(world.server.url, 'Oda'));
  await second.expectEmpty();
  await second.add('Own Compass');
  await second.go('Collection');
  await second.synced();
  await expect(second.page.getByText('Secret Lantern')).toHaveCount(0);
  const who = `select count(distinct m.account) from records r join members m on m.ledger = r.ledger where r.kind = 'entry'`;
  await expect.poll(() => number(world.server.database, who)).toBe(2);
  await expect.poll(() => number(world.server.database, "select count(*) from records where kind = 'entry'")).toBe(2);
});

test('a session that is over stops the sending and nothing else, until the person signs in again', async ({ world }) => {
  world.guard.expect(status(401));
  const device = await world.device('phone');
  const person = new Person(world.server.url, 'Lou');
  const app = await App.signUp(device, person);
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  await device.browser.clearCookies();
  await app.page.reload();
  await app.expectQuantity('Lantern', 1);
  await app.more('Lantern');
  await expect(app.status).toHaveText('Sign in to sync');
  await app.page.getByRole('link', { name: 'Sign in' }).click();
  await app.page.getByLabel('Name', { exact: true }).fill(person.name);
  await app.page.getByLabel('Password').fill(person.password);
  await app.page.getByRole('button', { name: 'Sign in' }).click();
  await app.synced(70_000);
  await app.go('Collection');
  await app.expectQuantity('Lantern', 2);
  await expect.poll(() => copies(world.server.database)).toBe(2);
});

test('whoever may only look from now on is told so, and the edit they made waits in the tray', async ({ world }) => {
  const device = await world.device('laptop');
  const person = new Person(world.server.url, 'Moe');
  const app = await App.signUp(device, person);
  await app.add('Lantern', { quantity: 2 });
  await app.go('Collection');
  await app.synced();
  await expect.poll(() => device.proxy.openStreams).toBe(1);
  await person.signIn();
  const ledger = (await person.me()).ledgers[0]?.ledger ?? '';
  const toLookOnly = ['--name', 'Moe', '--role', 'viewer', '--leave-without-owner'];
  execFileSync(binary, ['member', 'add', '--data-dir', world.server.dataDir, '--ledger', ledger, ...toLookOnly]);
  await app.more('Lantern');
  await expect(app.status).toHaveText('Needs attention 1', { timeout: 30_000 });
  await app.expectQuantity('Lantern', 2);
  await app.status.click();
  await app.page.getByTestId('sync-panel').getByRole('link', { name: 'Needs attention' }).click();
  const tray = app.page.getByTestId('tray').getByRole('listitem');
  await expect(tray).toContainText('Add 1 copy');
  await expect(tray).toContainText('You may look at this collection, but not change it.');
  await expect.poll(() => copies(world.server.database)).toBe(2);
  // The refusal is this device's own: a new page has it too, and says what the role is.
  await app.page.reload();
  await expect(tray).toHaveCount(1);
  await expect(app.page.getByText('You can look at this collection, but not change it.')).toBeVisible();
  // Nothing is thrown away with one click.
  await tray.getByRole('button', { name: 'Discard' }).click();
  await expect(tray.getByRole('button', { name: 'Keep' })).toBeFocused();
  await tray.getByRole('button', { name: 'Discard for good' }).click();
  await expect(tray).toHaveCount(0);
  await app.synced();
});

test('two accounts and two roles never cross', async ({ world }) => {
  const [owner, viewer, stranger] = ['Pam', 'Quin', 'Rex'].map((name) => new Person(world.server.url, name));
  if (!owner || !viewer || !stranger) throw new Error('three people');
  for (const person of [owner, viewer, stranger]) expect((await person.signUp()).status).toBe(200);
  const mine = await Client.of(owner);
  await mine.add([{ name: 'Pam only', quantity: 2, cents: 100 }]);
  const lookOnly = ['member', 'add', '--data-dir', world.server.dataDir, '--ledger', mine.ledger];
  execFileSync(binary, [...lookOnly, '--name', 'Quin', '--role', 'viewer']);

  const outside = await Client.of(stranger, mine.ledger);
  expect((await outside.pull()).status).toBe(403);
  expect((await outside.push([{ delete: { entries: [] } }])).status).toBe(403);
  expect((await stranger.post('page', { request: { ledger: mine.ledger, limit: 10 } })).status).toBe(403);
  expect((await stranger.post('value_history', { request: { ledger: mine.ledger, today: '2026-03-05' } })).status).toBe(403);
  expect((await stranger.get(`/api/v1/events?ledger=${mine.ledger}&client=${crypto.randomUUID()}`)).status).toBe(403);
  expect(await (await stranger.get('/')).text()).not.toContain('Pam only');

  const inside = await Client.of(viewer, mine.ledger);
  expect((await inside.pull()).rows).toHaveLength(2);
  const refused = await inside.push([{ add: { holdings: [] } }]);
  expect(JSON.stringify(await refused.json())).toContain('readonly');
  await expect.poll(() => number(world.server.database, "select count(*) from records where kind = 'entry'")).toBe(1);
});

test('a password is changed in the settings, and the other device is signed out', async ({ world }) => {
  world.guard.expect(status(401), status(400));
  const person = new Person(world.server.url, 'Vera');
  const app = await App.signUp(await world.device('laptop'), person);
  await App.signIn(await world.device('phone'), person);
  await app.page.goto(new URL('/settings', app.page.url()).href);
  const panel = app.page.getByTestId('password');
  await panel.getByLabel('Old password').fill('not the old one');
  await panel.getByLabel('New password').fill('a better password');
  await panel.getByRole('button').click();
  await expect(panel.getByRole('alert')).toHaveText('The old password is not right.');
  await panel.getByLabel('Old password').fill(person.password);
  await panel.getByRole('button').click();
  await expect(app.page.locator('.toast', { hasText: 'The password is changed. 1 other device is signed out.' })).toBeVisible();
});
