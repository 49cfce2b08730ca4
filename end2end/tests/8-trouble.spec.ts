// Proof 8: old builds, full disks, lying clocks, damaged storage: nothing is lost and somebody says so.
import { App } from '../support/app.ts';
import { otherBuild } from '../support/builds.ts';
import { copies } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { cutConnection, status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { rewriteBase } from '../support/storage.ts';

test('a build that is too old for the server keeps its edits and says what to do', async ({ world }) => {
  world.guard.expect(status(426));
  const device = await world.device('phone');
  const app = await App.signUp(device, new Person(world.server.url, 'Uma'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  const headers = { 'x-vitrine-protocol': '9', 'Content-Type': 'application/json' };
  device.proxy.fault('/api/v1/p', { kind: 'answer', status: 426, headers, body: '{"code":"too_old"}' });
  await app.more('Lantern');
  await expect(app.status).toHaveText('Update needed');
  await app.more('Lantern');
  await app.expectQuantity('Lantern', 3);
  device.proxy.heal();
  await app.page.reload();
  await app.synced(70_000);
  await app.expectQuantity('Lantern', 3);
  await expect.poll(() => copies(world.server.database)).toBe(3);
});

test('a tab keeps its build while the server has another, and changes over once when told to', async ({ world }) => {
  world.guard.expect(cutConnection);
  const device = await world.device('laptop');
  const first = await App.signUp(device, new Person(world.server.url, 'Vic'));
  await first.add('Lantern');
  await first.go('Collection');
  await first.synced();
  await first.readyForOffline();
  const old = await build(first);
  await world.server.stop();
  await world.server.start({ binary: otherBuild(world.server.dataDir) });
  const second = await App.open(device);
  await second.synced(70_000);
  expect(await build(second)).not.toBe(old);
  expect(await build(first)).toBe(old);
  await first.more('Lantern');
  await second.expectQuantity('Lantern', 2);

  let loads = 0;
  first.page.on('load', () => (loads += 1));
  await first.page.bringToFront();
  await first.page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(async () => await build(first).catch(() => old), { timeout: 30_000 }).toBe(await build(second));
  await first.synced(70_000);
  expect(loads).toBe(1);
});

test('a tab that was there before its worker is told of another build and changes over too', async ({ world }) => {
  world.guard.expect(cutConnection);
  const device = await world.device('laptop');
  // Loaded past the worker, as it is while the very first one is still being installed.
  const first = await App.signUp(device, new Person(world.server.url, 'Vera'));
  await first.readyForOffline();
  const cdp = await first.page.context().newCDPSession(first.page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setBypassServiceWorker', { bypass: true });
  await first.page.reload();
  await first.synced();
  expect(await first.page.evaluate(() => navigator.serviceWorker.controller)).toBe(null);
  const old = await build(first);
  await world.server.stop();
  await world.server.start({ binary: otherBuild(world.server.dataDir) });
  const second = await App.open(device);
  await second.synced(70_000);
  await first.page.bringToFront();
  await first.page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(async () => await build(first).catch(() => old), { timeout: 30_000 }).toBe(await build(second));
});

test('field_16 and field_25 a tab in which something is typed keeps its version until it is told, and then its text', async ({ world }) => {
  world.guard.expect(cutConnection);
  const device = await world.device('laptop');
  const first = await App.signUp(device, new Person(world.server.url, 'Vida'));
  await first.readyForOffline();
  const typing = await App.open(device, '/add');
  await typing.synced();
  await typing.field('Name').fill('Half a card');
  const old = await build(first);
  await world.server.kill();
  await world.server.start({ binary: otherBuild(world.server.dataDir) });
  const second = await App.open(device);
  await second.synced(70_000);
  await first.page.bringToFront();
  await first.page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(async () => await build(first).catch(() => old), { timeout: 30_000 }).toBe(await build(second));
  await first.synced(70_000);

  await typing.page.bringToFront();
  expect(await build(typing)).toBe(old);
  await expect(typing.field('Name')).toHaveValue('Half a card');
  await typing.page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(async () => await build(typing).catch(() => old), { timeout: 30_000 }).toBe(await build(second));
  await expect(typing.field('Name')).toHaveValue('Half a card');
  await typing.page.getByRole('button', { name: 'Add', exact: true }).click();
  await typing.go('Collection');
  await expect(typing.row('Half a card')).toBeVisible();
});

async function build(app: App): Promise<string | null> {
  return await app.page.locator('meta[name=vitrine-build]').getAttribute('content');
}

test('an edit for which there is no room is refused where everybody sees it', async ({ world }) => {
  const device = await world.device('phone');
  const app = await App.signUp(device, new Person(world.server.url, 'Wim'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  await device.close();

  // Chromium remembers for half a minute how much room there was: the browser starts with none.
  const again = new App(await device.open('about:blank'));
  const session = await device.browser.newCDPSession(again.page);
  const origin = device.proxy.url;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await again.page.goto(origin);
  await again.expectQuantity('Lantern', 1);
  await again.more('Lantern');
  await expect(again.page.getByTestId('not-saved').or(again.page.getByText('no more room')).first()).toBeVisible();
  await again.expectQuantity('Lantern', 1);
  await expect.poll(() => copies(world.server.database)).toBe(1);

  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await device.close();
  const roomy = await App.open(device);
  await roomy.more('Lantern');
  await roomy.synced(70_000);
  await expect.poll(() => copies(world.server.database)).toBe(2);
});

for (const days of [-2, 2]) {
  test(`a clock that is ${days} days wrong does not decide a conflict`, async ({ world }) => {
    const person = new Person(world.server.url, 'Xia');
    const [wrong, right] = [await world.device('wrong'), await world.device('right')];
    const first = await App.signUp(right, person);
    await first.add('Lantern');
    await first.go('Collection');
    await first.synced();
    await wrong.open('about:blank');
    await wrong.browser.addInitScript((shift) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + shift;
    }, days * 86_400_000);
    const second = await App.signIn(wrong, person);
    await second.expectQuantity('Lantern', 1);
    await first.openCard('Lantern');
    await second.openCard('Lantern');
    for (const device of [wrong, right]) await device.goOffline();
    // A clock in the future must not win with an earlier edit, one in the past must not lose with a later one.
    const [earlier, later] = days > 0 ? [second, first] : [first, second];
    await earlier.edit({ Finish: 'earlier' });
    await later.edit({ Finish: 'later' });
    for (const device of [wrong, right]) await device.goOnline();
    for (const app of [first, second]) {
      await app.synced(70_000);
      await expect(app.field('Finish')).toHaveValue('later', { timeout: 70_000 });
    }
  });
}

test('damaged storage is rebuilt from the server, and what was not sent is saved as a file first', async ({ world }) => {
  world.guard.expect(status(503));
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Yan'));
  await app.add('Lantern', { quantity: 4 });
  await app.go('Collection');
  await app.synced();
  device.proxy.fault('/api/v1/push', { kind: 'answer', status: 503, body: 'later' });
  await app.more('Lantern');
  await app.expectQuantity('Lantern', 5);
  await expect.poll(() => device.proxy.requests.filter((request) => request.fault === 'answer').length).toBeGreaterThan(0);
  await rewriteBase(app.page, /[^]+/, '{"this is": not a chunk');
  const download = app.page.waitForEvent('download');
  await app.page.reload();
  const file = await (await download).createReadStream();
  const text = (await file.toArray()).join('');
  expect(text).toContain('adjust');
  await expect(app.page.getByText('was damaged and has been rebuilt')).toBeVisible();
  // The edit itself was readable: it is in the file and still in the outbox.
  await app.expectQuantity('Lantern', 5);
  device.proxy.heal();
  await app.synced(80_000);
  await expect.poll(() => copies(world.server.database)).toBe(5);
});
