// Proof 1: edits made while the server is dead survive everything and reach the other device, once.
import { App } from '../support/app.ts';
import { number } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

test('edits made offline, on a page opened offline, reach the other device once', async ({ world }) => {
  const person = new Person(world.server.url, 'Ada');
  const [phone, laptop] = [await world.device('phone'), await world.device('laptop')];
  const app = await App.signUp(phone, person);
  await app.add('Lantern', { quantity: 2, cost: '200' });
  await app.go('Collection');
  await app.synced();
  await app.readyForOffline();
  const other = await App.signIn(laptop, person);
  await other.expectCards(2);

  await world.serverDies();
  await app.offline();
  await app.more('Lantern');
  await app.add('Compass', { quantity: 3, cost: '1.50' });
  await app.go('Collection');
  await app.expectCards(6);
  await expect(app.page.getByTestId('total-cost')).toHaveText('$604.50');
  const card = await app.openCard('Lantern');
  await app.page.close();

  const again = await App.open(phone, card);
  await expect(again.page.getByRole('heading', { level: 1, name: 'Lantern' })).toBeVisible();
  await again.edit({ Finish: 'Foil 7' });
  await again.go('Collection');
  await again.expectQuantity('Lantern', 3);
  await expect(again.page.getByTestId('as-of')).toContainText('as of');
  const fetchedBefore = laptop.proxy.count('/api/v1/value_history');

  await world.serverComesBack();
  await again.synced(70_000);
  await other.synced(70_000);
  await other.expectCards(6);
  await other.expectQuantity('Lantern', 3);
  await other.expectQuantity('Compass', 3);
  await other.openCard('Lantern');
  await expect(other.field('Finish')).toHaveValue('Foil 7');
  await expect.poll(() => number(world.server.database, "select count(*) from records where kind = 'entry' and alive = 1")).toBe(2);
  await expect.poll(() => number(world.server.database, 'select count(*) from results')).toBe(4);
  const fetched = (): number => laptop.proxy.count('/api/v1/value_history') - fetchedBefore;
  await expect.poll(fetched, 'the derived view is fetched again').toBe(1);
  await other.go('Collection');
  await expect(other.page.getByRole('figure', { name: 'Cost by day' })).toContainText('$604.50');
  expect(fetched(), 'the derived view is fetched again once').toBe(1);
});

test('every route opens with the server dead', async ({ world }) => {
  const person = new Person(world.server.url, 'Bea');
  const device = await world.device('phone');
  const app = await App.signUp(device, person);
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  const card = await app.openCard('Lantern');
  await app.readyForOffline();
  await world.serverDies();
  const headings: [string, string | RegExp][] = [
    ['/', 'Collection'],
    ['/add', 'Add a card'],
    ['/import', 'Import'],
    ['/attention', 'Needs attention'],
    ['/history', 'History'],
    ['/overview', 'Overview'],
    ['/unpriced', 'Without a price'],
    ['/why', 'Why did it move?'],
    ['/trash', 'Trash'],
    ['/sync', 'Sync'],
    ['/settings', 'Settings'],
    ['/sign-in', 'Sign in'],
    ['/sign-up', 'Create an account'],
    [card, 'Lantern'],
    ['/no/such/page', /not|no page|nothing/i],
  ];
  for (const [path, name] of headings) {
    const page = await device.open(path);
    await expect(page.getByRole('heading', { level: 1, name }), path).toBeAttached();
    await page.close();
  }
});
