// The sync centre: what waits and why, how it was tried, what this browser keeps, and a trace that can be lived again.
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { cutConnection, status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { replay } from '../support/replay.ts';
import { rewriteBase } from '../support/storage.ts';

/** The sync centre, opened without loading a document: the tab's trace goes on. */
async function openCentre(app: App): Promise<void> {
  await app.status.click();
  await app.page.getByTestId('sync-panel').getByRole('link', { name: 'Details' }).click();
  await expect(app.page.getByRole('heading', { level: 1, name: 'Sync' })).toBeVisible();
}

test('behind a cut network every edit says how it was tried and why that failed', async ({ world, isMobile }) => {
  test.skip(isMobile, 'the badge is the same; the page is looked at by layout.spec');
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Suse'));
  await app.add('Lantern', { quantity: 2 });
  await app.go('Collection');
  await app.synced();
  await openCentre(app);
  const state = app.page.getByTestId('sync-state');
  const queue = app.page.getByTestId('queue');
  await expect(state).toContainText('Everything is with the server.');
  await expect(queue).toContainText('Nothing.');

  await app.go('Collection');
  await device.goOffline();
  await app.offline();
  await app.more('Lantern');
  await app.openCard('Lantern');
  await app.edit({ Finish: 'Foil 7' });
  await openCentre(app);
  await expect(state).toContainText(/Not syncing since \d\d:\d\d: the server does not answer\./);
  await expect(state).toContainText('2 edits are kept on this device.');
  await expect(app.page.getByTestId('sync-next')).toContainText(/Next try in \d+ s\.|Trying now\./);
  const edits = queue.getByRole('listitem');
  await expect(edits).toHaveCount(2);
  await expect(edits.first()).toContainText('Add 1 copy · Lantern');
  await expect(edits.last()).toContainText('Foil 7');
  await expect(edits.first()).toContainText('The server does not answer.', { timeout: 30_000 });
  // A person tries again, and it is counted.
  await state.getByRole('button', { name: 'Sync now' }).click();
  await expect(edits.first()).toContainText(/sent \d+ times, last just now/, { timeout: 30_000 });

  await app.page.getByTestId('steps').getByRole('heading', { name: 'Last steps' }).click();
  const steps = app.page.getByTestId('steps').getByRole('row');
  await expect(steps.filter({ hasText: 'edits: no answer' }).first()).toBeVisible();
  await expect(steps.filter({ hasText: 'edit made' }).first()).toBeVisible();

  await device.goOnline();
  await state.getByRole('button', { name: 'Sync now' }).click();
  await app.synced(70_000);
  await expect(state).toContainText('Everything is with the server.');
  await expect(edits).toHaveCount(0);
});

test('somebody who answers instead of the server is named', async ({ world }) => {
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Sven'));
  await app.add('Lantern');
  await app.synced();
  device.proxy.fault('/api/v1/p', { kind: 'answer', status: 200, body: '<h1>Welcome to the hotel</h1>' });
  await app.add('Compass');
  await app.page.goto(`${device.proxy.url}/sync`);
  const state = app.page.getByTestId('sync-state');
  await expect(state).toContainText('somebody else answered instead of the server (status 200)', { timeout: 30_000 });
  device.proxy.heal();
  await state.getByRole('button', { name: 'Sync now' }).click();
  await expect(state).toContainText('Everything is with the server.', { timeout: 70_000 });
});

test('a session that is over says so and what to do', async ({ world }) => {
  world.guard.expect(status(401));
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Sara'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  await device.browser.clearCookies();
  await app.more('Lantern');
  await expect(app.status).toHaveText('Sign in to sync');
  await app.status.click();
  const panel = app.page.getByTestId('sync-panel');
  await expect(panel).toContainText(/Not syncing since \d\d:\d\d: your session has ended\./);
  await expect(panel).toContainText('1 edit is kept on this device. Sign in, and it goes on.');
  await expect(panel.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('the storage says what is used and what the browser promises, also without a network', async ({ world }) => {
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Silas'));
  await app.add('Lantern');
  await app.synced();
  await app.readyForOffline();
  await device.goOffline();
  await app.page.goto(`${device.proxy.url}/sync`);
  const storage = app.page.getByTestId('storage');
  await expect(storage).toContainText(/Used\d+(\.\d)? [kMG]B of \d+\.\d [MG]B/);
  await expect(storage).toContainText(/Promise(Kept|The browser may clear it)/);
  await expect(app.page.getByTestId('sync-state')).toContainText('the server does not answer', { timeout: 30_000 });
  await device.goOnline();
  await app.synced(70_000);
});

test('a record that differs from the server is found when asked, put right, and that is said', async ({ world }) => {
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Signe'));
  await app.add('Lantern', { quantity: 2 });
  await app.add('Compass', { quantity: 3 });
  await app.go('Collection');
  await app.synced();
  await rewriteBase(app.page, /"quantity":2\b/, '"quantity":9');
  await app.page.reload();
  await app.expectQuantity('Lantern', 9);
  await app.synced();
  await app.expectQuantity('Lantern', 9);

  await openCentre(app);
  const compare = app.page.getByTestId('compare');
  await expect(compare.getByRole('status')).toHaveCount(0);
  await compare.getByRole('button', { name: 'Compare now' }).click();
  await expect(compare.getByRole('status')).toHaveText('1 record on this device differed from the server and was put right, just now.');
  await app.go('Collection');
  await app.expectQuantity('Lantern', 2);
  await app.expectQuantity('Compass', 3);
  // And it stays so where it is stored.
  await app.page.reload();
  await app.synced();
  await app.expectQuantity('Lantern', 2);
});

test('a trace that was saved in the browser lives again with the same effects', async ({ world }, info) => {
  // The program is built first where it is not there yet.
  test.setTimeout(600_000);
  world.guard.expect(cutConnection);
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Sol'));
  await app.add('Lantern', { quantity: 2, cost: '10' });
  await app.go('Collection');
  await app.synced();
  device.proxy.fault('/api/v1/push', { kind: 'lose-answer' }, { times: 2 });
  await app.more('Lantern');
  await app.more('Lantern');
  await device.goOffline();
  await app.less('Lantern');
  await app.offline();
  await device.goOnline();
  await app.synced(70_000);
  await app.expectQuantity('Lantern', 3);
  await app.page.evaluate(() => window.history.pushState({}, '', '/sync'));
  await app.page.evaluate(() => window.dispatchEvent(new PopStateEvent('popstate')));
  const download = app.page.waitForEvent('download');
  await app.page.getByRole('button', { name: 'Save edits and trace as a file' }).click();
  const file = info.outputPath('vitrine-sync.json');
  await (await download).saveAs(file);
  expect(replay(file)).toMatch(/^\d{2,} steps replayed with identical effects/);
});
