// One edit: in the view, and durable on this device, with collections of three sizes.
import { App } from '../support/app.ts';
import { Client, manyHoldings } from '../support/client.ts';
import { test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { rawIndexedDbPuts } from './baselines.ts';
import { percentile, ratio, report, spread } from './figures.ts';
import { clickAndMeasure, watchTransactions } from './page.ts';

test.use({ serverOptions: { args: ['--mutations-burst', '1000000'] } });

for (const entries of [0, 10_000, 100_000]) {
  test(`one edit with ${entries} entries`, async ({ world }, info) => {
    const person = new Person(world.server.url, 'Edit');
    await person.signUp();
    const client = await Client.of(person);
    await client.add([{ name: '  Aardvark', quantity: 1, cents: 100 }, ...manyHoldings(entries)]);
    const device = await world.device('laptop');
    const page = await device.open('about:blank');
    await watchTransactions(page);
    const app = await App.signIn(device, person);
    await page.close();
    await app.synced(120_000);
    await watchTransactions(app.page);
    await app.page.reload();
    await app.synced(120_000);
    await clickAndMeasure(app.page, 'Aardvark', 20);
    const { view, durable } = await clickAndMeasure(app.page, 'Aardvark', 200);
    const raw = await rawIndexedDbPuts(app.page, 200);
    const name = `one edit, ${entries.toLocaleString('en-US')} entries`;
    report(info, { what: `${name}: in the document, p50 / p99`, value: spread(view), aim: '0.1 ms in the view (without the document)' });
    report(info, {
      what: `${name}: durable (strict), p50 / p99`,
      value: spread(durable),
      aim: '1.0 ms',
      baseline: `raw strict put ${spread(raw)}; ${ratio(percentile(durable, 0.5), percentile(raw, 0.5))}`,
    });
  });
}
