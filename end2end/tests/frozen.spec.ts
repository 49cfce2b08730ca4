// Tabs that the browser freezes: nobody waits for them, and they lose nothing (docs/engine.md#durable-before-sent,
// docs/engine.md#one-tab-leads).
import { App } from '../support/app.ts';
import { copies } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { Freezer } from '../support/lifecycle.ts';

test('field_15: a frozen leading tab keeps no other tab from saving, sending and opening', async ({ world }) => {
  const device = await world.device('phone');
  const leader = await App.signUp(device, new Person(world.server.url, 'Ida'));
  await leader.add('Lantern');
  await leader.go('Collection');
  await leader.synced();
  const other = await App.open(device);
  await other.expectQuantity('Lantern', 1);
  expect(await leader.leads()).toBe(true);
  const freezer = await Freezer.of(device, leader);
  await freezer.freeze();
  await other.page.bringToFront();

  await other.more('Lantern');
  // Durable here and taken by the server, long before a browser ends the transaction of a frozen page.
  await other.synced(20_000);
  await expect.poll(() => copies(world.server.database)).toBe(2);
  await expect.poll(async () => await other.leads()).toBe(true);

  const third = await App.open(device);
  await third.expectQuantity('Lantern', 2);
  await third.synced(20_000);
  await third.page.close();

  await freezer.thaw();
  await leader.page.bringToFront();
  await leader.expectQuantity('Lantern', 2);
  await leader.more('Lantern');
  await leader.synced();
  await other.expectQuantity('Lantern', 3);
  await expect.poll(() => copies(world.server.database)).toBe(3);
});

test('field_15: an edit made beside a frozen tab outlives its own tab, also without a network', async ({ world }) => {
  const device = await world.device('laptop');
  const leader = await App.signUp(device, new Person(world.server.url, 'Jana'));
  await leader.add('Lantern');
  await leader.go('Collection');
  await leader.synced();
  await leader.readyForOffline();
  const other = await App.open(device);
  await other.expectQuantity('Lantern', 1);
  const freezer = await Freezer.of(device, leader);
  await freezer.freeze();
  await other.page.bringToFront();
  await device.goOffline();

  await other.more('Lantern');
  await other.expectQuantity('Lantern', 2);
  await expect(other.status).toHaveText(/Offline|Syncing/);
  await other.page.close();
  const again = await App.open(device);
  await again.expectQuantity('Lantern', 2);
  await device.goOnline();
  await again.synced(70_000);
  await expect.poll(() => copies(world.server.database)).toBe(2);
  await freezer.thaw();
  await leader.expectQuantity('Lantern', 2);
});

test('field_15: what was done in a tab just before it was frozen is there when it thaws', async ({ world }) => {
  const device = await world.device('phone');
  const app = await App.signUp(device, new Person(world.server.url, 'Kai'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  const other = await App.open(device);
  await other.expectQuantity('Lantern', 1);
  const freezer = await Freezer.of(device, app);
  for (let round = 0; round < 5; round++) {
    await app.row('Lantern').getByRole('button', { name: 'One more of Lantern' }).evaluate((button) => {
      for (let i = 0; i < 4; i++) (button as HTMLButtonElement).click();
    });
    await freezer.freeze();
    await other.more('Lantern');
    await freezer.thaw();
    await app.expectQuantity('Lantern', 1 + 5 * (round + 1));
  }
  await other.expectQuantity('Lantern', 26);
  await expect.poll(() => copies(world.server.database), { timeout: 30_000 }).toBe(26);
});
