// Proof 4: whatever is cut and whoever is killed, the database holds every edit once.
import { App } from '../support/app.ts';
import { tcgplayerCopies, tcgplayerCsv } from '../support/csv.ts';
import { copies, rows } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { cutConnection } from '../support/guard.ts';
import { Person } from '../support/http.ts';

test('fifty quick adds, the tab killed in the middle of the push, are fifty once', async ({ world }) => {
  world.guard.expect(cutConnection);
  const device = await world.device('phone');
  const app = await App.signUp(device, new Person(world.server.url, 'Eli'));
  await app.readyForOffline();
  await device.goOffline();
  for (let i = 1; i <= 50; i++) await app.add(`Quick ${i}`);
  device.proxy.fault('/api/v1/push', { kind: 'hold' });
  await device.goOnline();
  await expect.poll(() => device.proxy.holding, { timeout: 70_000 }).toBeGreaterThan(0);
  await app.crash();
  device.proxy.heal();

  const again = await App.open(device);
  await again.synced(70_000);
  await again.expectCards(50);
  const labels = rows(world.server.database, "select label from records where kind = 'entry' and alive = 1");
  expect(new Set(labels.map((row) => row.label)).size).toBe(50);
  expect(labels).toHaveLength(50);
});

for (const kind of ['lose-answer', 'cut', 'cut-body'] as const) {
  test(`a push under "${kind}" is decided once`, async ({ world }) => {
    world.guard.expect(cutConnection);
    const device = await world.device('phone');
    const app = await App.signUp(device, new Person(world.server.url, 'Fay'));
    await app.add('Lantern', { quantity: 5 });
    await app.go('Collection');
    await app.synced();
    device.proxy.fault('/api/v1/push', { kind }, { times: 2 });
    await app.more('Lantern');
    await app.more('Lantern');
    await app.synced(70_000);
    await app.expectQuantity('Lantern', 7);
    await expect.poll(() => copies(world.server.database)).toBe(7);
    const numbers = rows(world.server.database, 'select n from results order by n').map((row) => row.n);
    expect(numbers).toEqual([1, 2, 3]);
  });
}

test('a server killed with -9 while an import is pushed loses nothing and doubles nothing', async ({ world }) => {
  world.guard.expect(cutConnection);
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Gus'));
  const pushes = device.proxy.count('/api/v1/push');
  await app.import('collection.csv', tcgplayerCsv(1010));
  await app.page.getByTestId('import').click();
  await expect.poll(() => device.proxy.count('/api/v1/push') - pushes).toBeGreaterThan(0);
  await world.serverDies();
  await expect(app.page.getByTestId('imported')).toBeVisible();
  await world.serverComesBack();
  await app.synced(70_000);
  await app.go('Collection');
  await app.expectCards(tcgplayerCopies(1010));
  await expect.poll(() => copies(world.server.database)).toBe(tcgplayerCopies(1010));
});
