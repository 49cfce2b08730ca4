// A hundred thousand entries with two lots each, in the browser: the first sync, the search key by key, the order, and
// scrolling. Each until the document is right and laid out; the next frame is the browser's.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { Client, manyHoldings } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { ms, report, spread } from './figures.ts';

test.use({ serverOptions: { args: ['--mutations-burst', '1000000'] } });

/** What a person types, key by key. */
const TYPED = ['amber fern', 'glass 0042', 'test set', 'cobalt'];

test('a hundred thousand entries with two lots each', async ({ world }, info) => {
  test.setTimeout(900_000);
  const person = new Person(world.server.url, 'Large');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(100_000, 2));
  const device = await world.device('laptop');
  const started = performance.now();
  const app = await App.signIn(device, person);
  await expect(app.page.getByTestId('found')).toHaveText('100,000 entries', { timeout: 300_000 });
  report(info, { what: '100,000 entries and 200,000 lots: signed in until all are shown', value: ms(performance.now() - started) });
  await app.synced(300_000);

  report(info, { what: 'the same: one keystroke in the search, p50 / p99', value: spread(await typing(app.page)), aim: '16 ms' });
  report(info, { what: 'the same: one change of the order, p50 / p99', value: spread(await ordering(app.page)) });
  report(info, { what: 'the same: a jump of ten screens, every row new, p50 / p99', value: spread(await scrolling(app.page)) });
});

async function typing(page: Page): Promise<number[]> {
  return await page.getByTestId('search').evaluate(async (field, typed) => {
    const times: number[] = [];
    const write = (text: string): void => {
      (field as HTMLInputElement).value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    for (const text of typed) {
      for (let end = 1; end <= text.length; end++) {
        const start = performance.now();
        write(text.slice(0, end));
        await new Promise((done) => setTimeout(done));
        document.body.getBoundingClientRect();
        times.push(performance.now() - start);
        await new Promise((done) => setTimeout(done, 60));
      }
      write('');
      await new Promise((done) => setTimeout(done, 60));
    }
    return times;
  }, TYPED);
}

async function ordering(page: Page): Promise<number[]> {
  return await page.getByTestId('list').evaluate(async (list) => {
    const times: number[] = [];
    for (let round = 0; round < 4; round++) {
      for (const name of ['Set and number', 'Quantity', 'Cost', 'Name']) {
        const column = [...list.querySelectorAll('button')].find((button) => button.textContent?.trim().startsWith(name));
        if (!column) throw new Error(`no column ${name}`);
        const start = performance.now();
        column.click();
        await new Promise((done) => setTimeout(done));
        document.body.getBoundingClientRect();
        times.push(performance.now() - start);
        await new Promise((done) => setTimeout(done, 60));
      }
    }
    return times;
  });
}

async function scrolling(page: Page): Promise<number[]> {
  return await page.evaluate(async () => {
    const times: number[] = [];
    for (let i = 1; i <= 200; i++) {
      const start = performance.now();
      window.scrollTo(0, i * 8_000);
      // The browser tells of scrolling before it draws.
      await new Promise((done) => window.addEventListener('scroll', () => setTimeout(done), { once: true }));
      document.body.getBoundingClientRect();
      times.push(performance.now() - start);
    }
    return times;
  });
}
