// A server that is put back to a backup gets from real browsers what it lost.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { App } from '../support/app.ts';
import { copies } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { binary } from '../support/server.ts';

test('a day that a restored server lost comes back from two browsers, once', async ({ world }) => {
  world.guard.expect(status(410));
  const vitrine = (...args: string[]) => execFileSync(binary, [...args, '--data-dir', world.server.dataDir]);
  const backup = join(world.server.dataDir, 'backup');
  const person = new Person(world.server.url, 'Ida');
  const phone = await App.signUp(await world.device('phone'), person);
  await phone.add('Lantern');
  await phone.go('Collection');
  await phone.synced();
  const laptop = await App.signIn(await world.device('laptop'), person);
  await laptop.expectCards(1);
  vitrine('backup', backup);

  await phone.more('Lantern');
  await laptop.add('Compass');
  await laptop.go('Collection');
  for (const app of [phone, laptop]) {
    await app.expectCards(3);
    await app.synced();
  }

  await world.serverDies();
  vitrine('restore', backup, '--keep-sessions');
  expect(copies(world.server.database), 'the server has forgotten the day').toBe(1);
  await world.serverComesBack();
  await expect.poll(() => copies(world.server.database), { timeout: 70_000 }).toBe(3);
  for (const app of [phone, laptop]) {
    await app.synced(70_000);
    await app.expectCards(3);
    await app.expectQuantity('Lantern', 2);
  }
});
