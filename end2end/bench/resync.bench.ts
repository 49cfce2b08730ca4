// A device with fifty thousand entries fetches its base anew: after 410, because it missed deletions that were collected
// meanwhile, and after the server was restored from a backup. Beside the first sync of the same run.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { App } from '../support/app.ts';
import { Client, manyHoldings } from '../support/client.ts';
import { number } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { cutConnection, status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { binary, pause } from '../support/server.ts';
import { bytes, ms, ratio, report } from './figures.ts';

test.use({ serverOptions: { args: ['--mutations-burst', '1000000'] } });

test('fifty thousand entries are fetched anew after 410 and after a restore', async ({ world }, info) => {
  world.guard.expect(cutConnection, status(410));
  const { server } = world;
  const vitrine = (...args: string[]) => execFileSync(binary, [...args, '--data-dir', server.dataDir]);
  const head = () => number(server.database, 'select max(head) from ledgers');
  const person = new Person(server.url, 'Again');
  await person.signUp();
  const desk = await Client.of(person);
  await desk.add(manyHoldings(50_000));
  const [key] = (await desk.pull()).rows.find(([key]) => key.startsWith('entry:')) ?? [''];

  const device = await world.device('laptop');
  const app = new App(await device.open('/sign-in'));
  const found = app.page.getByTestId('found');
  await app.field('Name').fill(person.name);
  await app.page.getByLabel('Password').fill(person.password);
  let before = device.proxy.bytesDown;
  let start = performance.now();
  await app.page.getByRole('button', { name: 'Sign in' }).click();
  await expect(found).toHaveText('50,000 entries', { timeout: 120_000 });
  await app.synced(120_000);
  const first = performance.now() - start;
  const wire = device.proxy.bytesDown - before;
  const baseline = (took: number) => `its first sync, from signing in until durable: ${ms(first)}, ${bytes(wire)}; ${ratio(took, first)}`;

  await device.goOffline();
  expect((await desk.push([{ delete: { entries: [key.replace('entry:', '')] } }])).ok).toBe(true);
  vitrine('collect', '--keep-deleted-days', '0', '--wait-for-devices-days', '0');
  await app.status.click();
  const again = app.page.getByRole('button', { name: 'Sync now' });
  await device.goOnline();
  const answered = device.proxy.count('/api/v1/pull');
  before = device.proxy.bytesDown;
  start = performance.now();
  await again.click();
  await expect(found).toHaveText('49,999 entries', { timeout: 120_000 });
  const shown = performance.now() - start;
  await app.synced(120_000);
  const after410 = performance.now() - start;
  report(info, { what: 'the same device after 410, its base fetched anew: the new base shown', value: ms(shown) });
  report(info, {
    what: `the same: durable (${device.proxy.count('/api/v1/pull') - answered} pulls, ${bytes(device.proxy.bytesDown - before)})`,
    value: ms(after410),
    baseline: baseline(after410),
  });

  // The panel lies over the list.
  await app.status.click();
  const backup = join(server.dataDir, 'backup');
  vitrine('backup', backup);
  const kept = head();
  await app.page.getByTestId('list').getByRole('button', { name: /^One more of/ }).first().click();
  await expect.poll(head).toBe(kept + 1);
  await app.synced();
  await world.serverDies();
  vitrine('restore', backup, '--keep-sessions');
  expect(head(), 'the server has forgotten the edit').toBe(kept);
  await app.status.click();
  await world.serverComesBack();
  before = device.proxy.bytesDown;
  start = performance.now();
  await again.click();
  // Its edit is sent again when the new base is durable, and not before.
  while (head() === kept) await pause(50);
  const back = performance.now() - start;
  await app.synced(120_000);
  const restored = performance.now() - start;
  report(info, {
    what: 'the same after a restore: what the backup lacked is on the server again',
    value: ms(back),
    baseline: baseline(back),
  });
  report(info, { what: `the same: synced (${bytes(device.proxy.bytesDown - before)})`, value: ms(restored) });
});
