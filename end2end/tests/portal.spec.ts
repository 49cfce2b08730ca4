// Somebody else answers for the server: the sign-in page of a Wi-Fi. The app on the device opens all the same.
import { App } from '../support/app.ts';
import { copies } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import type { Fault } from '../support/proxy.ts';

const answers: Record<string, Extract<Fault, { kind: 'answer' }>> = {
  'a page': { kind: 'answer', status: 200, body: '<!DOCTYPE html><title>Hall</title><h1>Welcome to the hall</h1>' },
  'JSON': { kind: 'answer', status: 200, headers: { 'Content-Type': 'application/json' }, body: '{}' },
  'nothing': { kind: 'answer', status: 204, body: '' },
  'a redirect to itself': { kind: 'answer', status: 302, headers: { Location: '/' }, body: '' },
  'a redirect elsewhere': { kind: 'answer', status: 307, headers: { Location: 'http://portal.invalid/' }, body: '' },
  'that it wants a sign-in': { kind: 'answer', status: 511, body: '<h1>Sign in to the network</h1>' },
};

for (const [what, answer] of Object.entries(answers)) {
  test(`field_23: a captive portal that answers with ${what} does not keep the app from opening`, async ({ world }) => {
    // Whatever the browser says about requests that a stranger answered.
    world.guard.expect(/^Failed to load resource/, /EventSource's response/, /service worker|manifest|Content Security Policy/i);
    const device = await world.device('phone');
    const app = await App.signUp(device, new Person(world.server.url, 'Nell'));
    await app.add('Lantern');
    await app.go('Collection');
    await app.synced();
    await app.readyForOffline();
    device.proxy.fault('/', answer);

    await app.page.goto(`${device.proxy.url}/`);
    await expect(app.page.locator('body[data-shell]')).toBeAttached();
    await app.expectQuantity('Lantern', 1);
    await app.more('Lantern');
    await app.expectQuantity('Lantern', 2);

    device.proxy.heal();
    await app.page.goto(`${device.proxy.url}/`);
    await expect(app.page.locator('body[data-shell]')).toHaveCount(0);
    await app.synced(70_000);
    await expect.poll(() => copies(world.server.database)).toBe(2);
  });
}

test('field_23: signing out and in again leads where it should, with the service worker in between', async ({ world }) => {
  const person = new Person(world.server.url, 'Olga');
  const device = await world.device('laptop');
  const app = await App.signUp(device, person);
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  await app.readyForOffline();
  await app.page.goto(`${device.proxy.url}/settings`);
  await app.page.getByTestId('sign-out').click();
  await app.page.waitForURL((url) => url.pathname === '/');
  await expect(app.page.getByRole('link', { name: 'Create an account' })).toBeVisible();
  const again = await App.signIn(device, person);
  await again.expectQuantity('Lantern', 1);
  await again.page.goto(`${device.proxy.url}/overview`);
  await expect(again.page.locator('body[data-shell]'), 'the server answers').toHaveCount(0);
});
