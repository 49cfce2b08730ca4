// Signed-in devices: seen, named, and signed out from another one, without losing what they had not sent.
import { App } from '../support/app.ts';
import { copies } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { cutConnection, status } from '../support/guard.ts';
import { Person } from '../support/http.ts';

test('a device that is signed out from another one keeps its unsent edit and sends it after signing in again', async ({ world }) => {
  world.guard.expect(status(401), cutConnection);
  const person = new Person(world.server.url, 'Dana');
  const [laptop, phone] = [await world.device('laptop'), await world.device('phone')];
  const here = await App.signUp(laptop, person);
  await here.add('Lantern');
  await here.go('Collection');
  await here.synced();
  const there = await App.signIn(phone, person);
  await there.expectQuantity('Lantern', 1);
  await expect.poll(() => phone.proxy.openStreams).toBe(1);
  // The edit does not get through before the session ends.
  phone.proxy.fault('/api/v1/push', { kind: 'cut' });
  await there.more('Lantern');

  await here.page.goto(`${laptop.proxy.url}/settings`);
  const devices = here.page.getByTestId('devices').getByTestId('device');
  await expect(devices).toHaveCount(2);
  await expect(devices.filter({ hasText: 'this device' })).toHaveCount(1);
  const other = devices.filter({ hasNotText: 'this device' });
  await expect(other).toContainText('Chrome on Linux');
  await expect(other).toContainText('last seen just now');
  await other.getByRole('button', { name: 'Sign out Chrome on Linux' }).click();
  await other.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(devices).toHaveCount(1);

  await expect(there.status).toHaveText('Sign in to sync', { timeout: 30_000 });
  await there.expectQuantity('Lantern', 2);
  expect(copies(world.server.database)).toBe(1);
  phone.proxy.heal();
  await there.page.getByRole('link', { name: 'Sign in' }).first().click();
  await there.page.getByLabel('Name', { exact: true }).fill(person.name);
  await there.page.getByLabel('Password').fill(person.password);
  await there.page.getByRole('button', { name: 'Sign in' }).click();
  await there.synced(70_000);
  await expect.poll(() => copies(world.server.database)).toBe(2);
});

test('a name that a device is given is the one the history knows it by', async ({ world }) => {
  const person = new Person(world.server.url, 'Dirk');
  const [laptop, phone] = [await world.device('laptop'), await world.device('phone')];
  const here = await App.signUp(laptop, person);
  const there = await App.signIn(phone, person);
  await there.add('Lantern');
  await there.synced();
  await here.expectQuantity('Lantern', 1);
  await here.page.goto(`${laptop.proxy.url}/settings`);
  const devices = here.page.getByTestId('devices').getByTestId('device');
  const other = devices.filter({ hasNotText: 'this device' });
  await other.getByRole('button', { name: 'Rename Chrome on Linux' }).click();
  const field = here.page.getByLabel('Name of the device');
  await expect(field).toBeFocused();
  await field.fill('Kitchen tablet');
  await field.press('Enter');
  await expect(other).toContainText('Kitchen tablet');
  await expect(other).toContainText('Chrome on Linux');
  await here.page.goto(`${laptop.proxy.url}/history`);
  await expect(here.page.getByTestId('action').first()).toContainText('Kitchen tablet');
  await here.page.goto(`${laptop.proxy.url}/settings`);
  await other.getByRole('button', { name: 'Sign out Kitchen tablet' }).click();
  await other.getByRole('button', { name: 'Cancel' }).click();
  await expect(other).toHaveCount(1);
  await laptop.goOffline();
  await expect(here.page.getByTestId('devices')).toContainText('The list is on the server.', { timeout: 70_000 });
  await laptop.goOnline();
  await expect(other).toContainText('Kitchen tablet', { timeout: 70_000 });
});
