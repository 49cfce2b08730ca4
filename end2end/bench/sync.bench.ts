// Pushing ten thousand queued edits, the first sync of fifty thousand entries, and an edit's way to the other device.
import { App } from '../support/app.ts';
import { Client, manyHoldings } from '../support/client.ts';
import { copies } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { cutConnection } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { loopbackRoundTrips, rawIndexedDbPages, rawSqliteInserts } from './baselines.ts';
import { bytes, ms, percentile, ratio, report, spread } from './figures.ts';

test.use({ serverOptions: { args: ['--mutations-burst', '1000000'] } });

test('ten thousand queued edits until committed', async ({ world }, info) => {
  world.guard.expect(cutConnection);
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Push'));
  await app.add('Lantern');
  await app.go('Collection');
  await app.synced();
  await device.goOffline();
  const more = app.row('Lantern').getByRole('button', { name: 'One more of Lantern' });
  await more.evaluate(async (button) => {
    for (let i = 0; i < 10_000; i++) {
      (button as HTMLButtonElement).click();
      if (i % 50 === 49) await new Promise((done) => setTimeout(done));
    }
  });
  await expect.poll(async () => await app.waiting(), { timeout: 500_000 }).toBe(10_000);
  await device.goOnline();
  const pushes = device.proxy.count('/api/v1/push');
  await app.status.click();
  const start = performance.now();
  await app.page.getByRole('button', { name: 'Sync now' }).click();
  while (copies(world.server.database) < 10_001) await new Promise((done) => setTimeout(done, 5));
  const took = performance.now() - start;
  const raw = rawSqliteInserts(10_000, 100);
  report(info, {
    what: `10,000 queued edits until committed (${device.proxy.count('/api/v1/push') - pushes} pushes)`,
    value: ms(took),
    aim: '500 ms, fsynced',
    baseline: `10,000 raw SQLite rows, 100 a transaction, fsynced: ${ms(raw)}; ${ratio(took, raw)}`,
  });
});

test('first sync of fifty thousand entries', async ({ world }, info) => {
  const person = new Person(world.server.url, 'First');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(50_000));
  const device = await world.device('laptop');
  const app = new App(await device.open('/sign-in'));
  await app.page.getByLabel('Name', { exact: true }).fill(person.name);
  await app.page.getByLabel('Password').fill(person.password);
  await app.page.getByRole('button', { name: 'Sign in' }).click();
  await app.page.waitForURL((url) => url.pathname === '/');
  const start = performance.now();
  const before = device.proxy.bytesDown;
  await expect(app.page.getByTestId('found')).toHaveText('50,000 entries', { timeout: 120_000 });
  await expect(app.page.getByTestId('list').getByRole('button', { name: /^One more of/ }).first()).toBeEnabled({ timeout: 120_000 });
  const usable = performance.now() - start;
  await app.synced(120_000);
  const durable = performance.now() - start;
  const raw = await rawIndexedDbPages(app.page, 50_000, 400);
  report(info, { what: 'first sync of 50,000 entries with a lot each: usable', value: ms(usable), aim: '1.0 s' });
  report(info, {
    what: 'the same: durable in IndexedDB',
    value: ms(durable),
    aim: '2 s',
    baseline: `100,000 raw records in pages of 1,000: ${ms(raw * 2)}; ${ratio(durable, raw * 2)}`,
  });
  report(info, { what: 'the same: on the wire', value: bytes(device.proxy.bytesDown - before), aim: '4 MB' });
});

test("device A's click until device B's document", async ({ world }, info) => {
  const person = new Person(world.server.url, 'Pair');
  const [from, to] = [await world.device('from'), await world.device('to')];
  const first = await App.signUp(from, person);
  await first.add('Lantern');
  await first.go('Collection');
  await first.synced();
  const second = await App.signIn(to, person);
  await second.expectQuantity('Lantern', 1);
  const samples: number[] = [];
  for (let i = 0; i < 220; i++) {
    const seen = second.row('Lantern').getByTestId('quantity').evaluate(
      async (shown, wanted) =>
        await new Promise<number>((done) => {
          const look = () => {
            if (shown.textContent?.replace(',', '') !== wanted) return;
            observer.disconnect();
            done(performance.timeOrigin + performance.now());
          };
          const observer = new MutationObserver(look);
          observer.observe(shown, { childList: true, characterData: true, subtree: true });
          look();
        }),
      String(i + 2),
    );
    const button = first.row('Lantern').getByRole('button', { name: 'One more of Lantern' });
    const clicked = await button.evaluate((button) => {
      const now = performance.timeOrigin + performance.now();
      (button as HTMLButtonElement).click();
      return now;
    });
    samples.push((await seen) - clicked);
    await first.page.waitForTimeout(40);
  }
  const loop = await loopbackRoundTrips(first.page, 100);
  const measured = samples.slice(20);
  report(info, {
    what: "device A's click until device B's document, 200 edits, p50 / p95",
    value: spread(measured, 0.95),
    aim: '5 / 10 ms',
    baseline: `a round trip that does nothing ${spread(loop, 0.95)}; ${ratio(percentile(measured, 0.5), percentile(loop, 0.5))}`,
  });
});

test('warm start without a network, ten thousand entries', async ({ world }, info) => {
  world.guard.expect(cutConnection);
  const person = new Person(world.server.url, 'Warm');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(10_000));
  const device = await world.device('phone');
  const app = await App.signIn(device, person);
  await expect(app.page.getByTestId('found')).toHaveText('10,000 entries', { timeout: 120_000 });
  await app.synced(120_000);
  await app.readyForOffline();
  await world.serverDies();
  const samples: number[] = [];
  for (let i = 0; i < 12; i++) {
    const page = await device.open('about:blank');
    const start = performance.now();
    await page.goto(device.proxy.url, { waitUntil: 'commit' });
    await page.getByTestId('list').getByRole('button', { name: /^One more of/, disabled: false }).first().waitFor();
    samples.push(performance.now() - start);
    await page.close();
  }
  report(info, { what: 'warm start offline with 10,000 entries until usable, p50 / p95', value: spread(samples.slice(2), 0.95), aim: '500 ms' });
});
