// Ten thousand entries picked and changed in one action: until the screen is right, until it is durable on this device,
// until the server has it, and the way back.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { Client, manyHoldings } from '../support/client.ts';
import { number } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { rawSqliteInserts } from './baselines.ts';
import { ms, ratio, report } from './figures.ts';
import { watchTransactions } from './page.ts';

test.use({ serverOptions: { args: ['--mutations-burst', '1000000'] } });

const MANY = 10_000;

test('ten thousand entries get another condition in one action', async ({ world }, info) => {
  test.setTimeout(300_000);
  const person = new Person(world.server.url, 'Bulk');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(MANY));
  const device = await world.device('laptop');
  const app = await App.signIn(device, person);
  await watchTransactions(app.page);
  await app.page.reload();
  await expect(app.page.getByTestId('found')).toHaveText('10,000 entries', { timeout: 120_000 });
  await app.synced(120_000);

  await app.page.keyboard.press('Control+a');
  await expect(app.page.getByTestId('picked')).toHaveText('All 10,000 selected');
  await app.page.getByTestId('bulk').getByRole('button', { name: 'Condition' }).click();
  await app.page.getByTestId('sheet').getByLabel('Condition').selectOption('tcg:LP');
  const pushes = device.proxy.count('/api/v1/push');
  const start = performance.now();
  const { view, durable } = await click(app.page, app.page.getByTestId('sheet').getByRole('button', { name: 'Set' }));
  const changed = `select count(*) from records where kind = 'entry' and alive = 1 and body like '%"LP"%'`;
  while (number(world.server.database, changed) < MANY) await new Promise((done) => setTimeout(done, 5));
  const took = performance.now() - start;
  await app.synced(60_000);
  const settled = performance.now() - start;
  const raw = rawSqliteInserts(MANY, 500);
  report(info, { what: 'one action on 10,000 entries: on the screen', value: ms(view), aim: '1.0 s' });
  report(info, { what: 'the same: durable on this device', value: ms(durable) });
  report(info, {
    what: `the same: on the server (${device.proxy.count('/api/v1/push') - pushes} pushes)`,
    value: ms(took),
    baseline: `10,000 raw SQLite rows, 500 a transaction, fsynced: ${ms(raw)}; ${ratio(took, raw)}`,
  });
  report(info, { what: 'the same: confirmed here, "Synced"', value: ms(settled) });
  const undo = await click(app.page, app.page.locator('.toast').getByRole('button', { name: 'Undo' }));
  report(info, { what: 'the same: taken back, on the screen', value: ms(undo.view), aim: '1.0 s' });
  await app.synced(60_000);
  expect(number(world.server.database, changed)).toBe(0);
});

/** A click until the condition of the first row is another, laid out, and until the strict transaction is complete. */
async function click(page: Page, button: ReturnType<Page['getByRole']>): Promise<{ view: number; durable: number }> {
  return await button.evaluate(async (button) => {
    const commits = (window as unknown as { strictCommits: number[] }).strictCommits;
    const shown = document.querySelector('.row .c-condition');
    if (!shown) throw new Error('no row on the screen');
    const [before, stored] = [shown.textContent, commits.length];
    const start = performance.now();
    const changed = new Promise<number>((done) => {
      const observer = new MutationObserver(() => {
        if (shown.textContent === before) return;
        observer.disconnect();
        document.body.getBoundingClientRect();
        done(performance.now());
      });
      observer.observe(shown, { childList: true, characterData: true, subtree: true });
    });
    (button as HTMLButtonElement).click();
    const view = (await changed) - start;
    while (commits.length === stored) await new Promise((done) => setTimeout(done));
    return { view, durable: (commits[stored] ?? Number.NaN) - start };
  });
}
