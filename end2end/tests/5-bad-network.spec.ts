// Proof 5: tabs that close or freeze, strangers that answer, servers that refuse, links that flap.
import { App } from '../support/app.ts';
import { copies, number } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { cutConnection, status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { Freezer } from '../support/lifecycle.ts';

test('when the tab that sends is closed, another one goes on', async ({ world }) => {
  const device = await world.device('laptop');
  const leader = await App.signUp(device, new Person(world.server.url, 'Hal'));
  await leader.add('Lantern');
  await leader.go('Collection');
  await leader.synced();
  const follower = await App.open(device);
  await follower.expectQuantity('Lantern', 1);
  expect(await leader.leads()).toBe(true);
  expect(await follower.leads()).toBe(false);
  await follower.more('Lantern');
  await leader.expectQuantity('Lantern', 2);
  await leader.page.close();
  await follower.more('Lantern');
  await follower.synced(70_000);
  await follower.expectQuantity('Lantern', 3);
  await expect.poll(() => copies(world.server.database)).toBe(3);
});

test('when the tab that sends is frozen, a visible one takes over', async ({ world }) => {
  const device = await world.device('phone');
  const leader = await App.signUp(device, new Person(world.server.url, 'Ida'));
  await leader.add('Lantern');
  await leader.go('Collection');
  await leader.synced();
  const follower = await App.open(device);
  await follower.expectQuantity('Lantern', 1);
  expect(await leader.leads()).toBe(true);
  expect(await follower.leads()).toBe(false);
  const freezer = await Freezer.of(device, leader);
  await freezer.freeze();
  await follower.page.bringToFront();
  await follower.more('Lantern');
  await expect.poll(() => copies(world.server.database), { timeout: 80_000 }).toBe(2);
  await freezer.thaw();
  await leader.page.bringToFront();
  await leader.more('Lantern');
  await leader.synced(70_000);
  await follower.expectQuantity('Lantern', 3);
  await expect.poll(() => copies(world.server.database)).toBe(3);
});

test('a captive portal that answers 200 acknowledges nothing and moves nothing', async ({ world }) => {
  const person = new Person(world.server.url, 'Jo');
  const [device, elsewhere] = [await world.device('phone'), await world.device('laptop')];
  const app = await App.signUp(device, person);
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  const other = await App.signIn(elsewhere, person);
  await other.expectQuantity('Lantern', 1);
  const portal = { kind: 'answer', status: 200, body: '<h1>Welcome to the hall</h1>' } as const;
  device.proxy.fault('/api/v1/push', portal);
  device.proxy.fault('/api/v1/pull', portal);
  await app.more('Lantern');
  await other.openCard('Lantern');
  await other.edit({ Finish: 'Foil 4' });
  const before = device.proxy.count('/api/v1/push');
  await expect.poll(() => device.proxy.count('/api/v1/push') - before, { timeout: 40_000 }).toBeGreaterThan(1);
  expect(await app.waiting()).toBe(1);
  await expect.poll(() => copies(world.server.database)).toBe(1);
  device.proxy.heal();
  await app.synced(70_000);
  await expect.poll(() => copies(world.server.database)).toBe(2);
  await app.openCard('Lantern');
  await expect(app.field('Finish')).toHaveValue('Foil 4');
});

test('an edit that the server cannot take goes to the tray, and the others pass', async ({ world }) => {
  world.guard.expect(status(500), cutConnection);
  const device = await world.device('phone');
  const app = await App.signUp(device, new Person(world.server.url, 'Kim'));
  await app.readyForOffline();
  await device.goOffline();
  for (const name of ['Lantern', 'Poison', 'Compass']) await app.add(name);
  const poison = { kind: 'answer', status: 500, headers: { 'x-vitrine-protocol': '1' }, body: '{"code":"internal"}' } as const;
  device.proxy.fault('/api/v1/push', poison, { text: 'Poison' });
  await device.goOnline();
  await expect(app.status).toHaveText('Needs attention 1', { timeout: 80_000 });
  const alive = "select count(*) from records where kind = 'entry' and alive = 1";
  await expect.poll(() => number(world.server.database, alive)).toBe(2);
  await app.page.goto(`${device.proxy.url}/attention`);
  await expect(app.page.getByTestId('tray').getByRole('listitem')).toHaveCount(1);
  await app.page.getByRole('button', { name: 'Discard' }).click();
  await app.page.getByRole('button', { name: 'Discard for good' }).click();
  await app.synced();
  await app.go('Collection');
  await app.expectCards(2);
});

test.describe('with a small allowance', () => {
  test.use({ serverOptions: { args: ['--mutations-burst', '200', '--mutations-per-second', '150'] } });

  test('a thousand edits drain under 429, once', async ({ world }) => {
    world.guard.expect(status(429), cutConnection);
    const device = await world.device('laptop');
    const app = await App.signUp(device, new Person(world.server.url, 'Lea'));
    await app.add('Lantern');
    await app.go('Collection');
    await app.synced();
    await device.goOffline();
    await clickMore(app, 1000);
    await app.expectQuantity('Lantern', 1001);
    await device.goOnline();
    await app.synced(80_000);
    await expect.poll(() => copies(world.server.database)).toBe(1001);
    const refused = device.proxy.count('/api/v1/push');
    expect(refused, 'more pushes than batches: some were refused').toBeGreaterThan(11);
  });
});

test('edits drain over a link that flaps, once', async ({ world }) => {
  world.guard.expect(cutConnection);
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Mo'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  const flapping = device.proxy.flap(300, 12);
  for (let i = 0; i < 12; i++) {
    await clickMore(app, 25);
    await app.page.waitForTimeout(300);
  }
  await flapping;
  await app.synced(80_000);
  await app.expectQuantity('Lantern', 301);
  await expect.poll(() => copies(world.server.database)).toBe(301);
});

/** Many clicks on "one more", as fast as the page takes them. */
async function clickMore(app: App, times: number): Promise<void> {
  await app.row('Lantern').getByRole('button', { name: 'One more of Lantern' }).evaluate(async (button, times) => {
    for (let i = 0; i < times; i++) {
      (button as HTMLButtonElement).click();
      if (i % 20 === 19) await new Promise((done) => setTimeout(done));
    }
  }, times);
}
