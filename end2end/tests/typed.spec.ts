// What is typed is what is meant: numbers with two meanings, other currencies, input methods, midnight, wrong clocks, a
// page that the browser translates, names that run from right to left.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { importSets } from '../support/catalog.ts';
import { expect, test, type World } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

async function signedUp(world: World, name: string): Promise<App> {
  return await App.signUp(await world.device('laptop'), new Person(world.server.url, name));
}

const add = (app: App) => app.page.getByRole('button', { name: 'Add', exact: true });

test('report_b1 a number with two meanings is asked about, and the answer is a tap', async ({ world }) => {
  const app = await signedUp(world, 'Typo');
  await app.go('Add');
  await app.field('Name').fill('Lantern');
  await app.field('How many').fill('1,5');
  await add(app).click();
  await expect(app.page.getByText('A copy is whole')).toBeVisible();
  await app.field('How many').fill('2,0');
  await app.field('Cost of one').fill('1,234');
  await add(app).click();
  const meant = app.page.getByTestId('meant');
  await expect(meant).toHaveText(/Did you mean\s*\$1,234\.00\s*\$1\.23/);
  await meant.getByRole('button', { name: '$1.23', exact: true }).click();
  await expect(meant).toBeHidden();
  await expect(app.field('Cost of one')).toHaveValue('1.23');
  await add(app).click();
  await expect(app.field('Name')).toHaveValue('');
  await app.go('Collection');
  await app.expectQuantity('Lantern', 2);
  await expect(app.page.getByTestId('total-cost')).toHaveText('$2.46');
});

test('report_b2 an amount with a sign is of its own currency, and the form says which', async ({ world }) => {
  const app = await signedUp(world, 'Euro');
  await app.go('Add');
  await app.field('Name').fill('Lantern');
  await app.field('Cost of one').fill('€50');
  await expect(app.page.getByText('In EUR.')).toBeVisible();
  await app.field('Cost of one').press('Tab');
  await expect(app.field('Currency')).toHaveValue('EUR');
  await add(app).click();
  await expect(app.field('Name')).toHaveValue('');
  await app.go('Collection');
  await expect(app.page.getByTestId('total-cost')).toHaveText('€50.00');
});

test('report_b6 three copies bought for ten together cost ten, and one of them its share', async ({ world }) => {
  const app = await signedUp(world, 'Bundle');
  await app.go('Add');
  await app.field('Name').fill('Lantern');
  await app.field('How many').fill('3');
  await app.field('Cost of one').fill('10');
  await app.field('The cost is').selectOption('together');
  await expect(app.field('Cost of all')).toHaveValue('10');
  await add(app).click();
  await expect(app.field('Name')).toHaveValue('');
  await app.go('Collection');
  await app.openCard('Lantern');
  await expect(app.page.getByTestId('lots')).toContainText('$10.00 together');
  await app.page.getByRole('button', { name: 'Mark as sold' }).click();
  await app.page.locator('#sale-gross').fill('5');
  await app.page.getByTestId('sell').getByRole('button', { name: 'Save' }).click();
  await expect(app.page.getByTestId('sales')).toContainText('1.66');
  await app.go('Collection');
  await expect(app.page.getByTestId('total-cost')).toHaveText('$6.66');
  await app.synced();
});

test('field_21 Escape and Enter that end a composition neither close nor clear', async ({ world }) => {
  const app = await signedUp(world, 'Kana');
  await app.add('Lantern');
  await app.go('Collection');
  const composing = async (selector: string, key: string) =>
    await app.page.locator(selector).evaluate((field, key) => {
      const init = { key, bubbles: true, cancelable: true };
      field.dispatchEvent(new KeyboardEvent('keydown', { ...init, isComposing: true }));
      field.dispatchEvent(new KeyboardEvent('keydown', { ...init, keyCode: 229 } as KeyboardEventInit));
    }, key);
  const search = '[data-testid=search]';
  await app.page.locator(search).fill('Lan');
  await composing(search, 'Escape');
  await expect(app.page.locator(search)).toHaveValue('Lan');
  await app.openCard('Lantern');
  await app.page.getByRole('button', { name: 'Mark as sold' }).click();
  await app.page.locator('#sale-gross').fill('12');
  await composing('#sale-gross', 'Escape');
  await composing('#sale-gross', 'Enter');
  await expect(app.page.getByTestId('sell')).toBeVisible();
  await app.page.locator('#sale-gross').press('Escape');
  await expect(app.page.getByTestId('sell')).toBeHidden();
});

test('field_18 a form that is open over midnight offers the new day, unless another was chosen', async ({ world }) => {
  const app = await signedUp(world, 'Night');
  await app.add('Lantern');
  await app.synced();
  const page = app.page;
  await page.clock.install();
  await page.reload();
  await app.synced();
  const day = await page.evaluate(() => new Date().toLocaleDateString('sv'));
  await expect(app.field('Day')).toHaveValue(day);
  const next = await page.evaluate(() => new Date(Date.now() + 86_400_000).toLocaleDateString('sv'));
  const tonight = await page.evaluate(() => {
    const night = new Date();
    night.setHours(24, 0, 20, 0);
    return night.getTime() - Date.now();
  });
  // Asleep until then.
  await page.clock.fastForward(tonight);
  await page.clock.runFor(20_000);
  await expect(app.field('Day')).toHaveValue(next);
  await app.field('Day').fill('2020-02-02');
  await page.clock.fastForward(86_400_000);
  await page.clock.runFor(20_000);
  await expect(app.field('Day')).toHaveValue('2020-02-02');
});

test('field_27 a clock that is 400 days ahead is said, and the day offered is the server\'s', async ({ world }) => {
  const app = await signedUp(world, 'Ahead');
  const page = app.page;
  await page.addInitScript(() => {
    const Real = Date;
    const off = 400 * 86_400_000;
    class Ahead extends Real {
      constructor(...args: []) {
        if (args.length === 0) super(Real.now() + off);
        else super(...args);
      }
      static override now = () => Real.now() + off;
    }
    globalThis.Date = Ahead as DateConstructor;
  });
  const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Berlin' });
  await page.goto(new URL('/add', page.url()).href);
  await app.synced();
  await expect(page.getByText('clock is 400 days ahead')).toBeVisible();
  await expect(app.field('Day')).toHaveValue(today);
});

/** What a browser's translator does: each text node outside of `translate=no` becomes another, in two `font`s. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const texts: Text[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      const parent = text.parentElement;
      if (!parent || !text.data.trim() || parent.closest('[translate=no], script, style, textarea, option')) continue;
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.append(`·${text.data}`);
      outer.append(inner);
      text.replaceWith(outer);
    }
  });
}

test('field_17 numbers follow on a page that the browser has translated', async ({ world }) => {
  const app = await signedUp(world, 'Babel');
  await app.add('Lantern', { quantity: 2, cost: '10' });
  await app.go('Collection');
  await app.synced();
  await translate(app.page);
  await expect(app.page.getByRole('button', { name: 'Filters and order' })).toContainText('·');
  await app.more('Lantern');
  await app.expectQuantity('Lantern', 3);
  await app.expectCards(3);
  await expect(app.page.getByTestId('total-cost')).toHaveText('$30.00');
  await app.synced();
  await app.openCard('Lantern');
  await translate(app.page);
  const lots = app.page.getByTestId('lots');
  await lots.getByRole('button', { name: 'One less of these copies' }).click();
  await expect(lots.getByTestId('quantity')).toHaveText('2');
  await expect(app.page.getByRole('heading', { level: 1 })).toHaveText('Lantern');
});

test('field_26 a set name that runs from right to left stays on its side', async ({ world }) => {
  const app = await signedUp(world, 'Ivrit');
  await app.go('Add');
  await app.field('Name').fill('Lantern');
  await app.field('Set').fill('סט בסיס');
  await app.field('Number').fill('4/102');
  await add(app).click();
  await expect(app.field('Name')).toHaveValue('');
  await app.go('Collection');
  const where = app.row('Lantern').locator('.where');
  await expect(where).toContainText('4/102');
  // Where the letters and the digits are drawn.
  const [set, number] = await where.evaluate((cell) => {
    const left = (part: string) => {
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      let text = walker.nextNode() as Text | null;
      while (text && !text.data.includes(part)) text = walker.nextNode() as Text | null;
      const range = document.createRange();
      const from = text?.data.indexOf(part) ?? 0;
      range.setStart(text as Text, from);
      range.setEnd(text as Text, from + part.length);
      return range.getBoundingClientRect().left;
    };
    return [left('סט בסיס'), left('4/102')];
  });
  expect(set, 'the set stands before its number').toBeLessThan(number);
});

test('field_19 a catalogue that is ready late does not take the form from under the fingers', async ({ world }) => {
  const cards = [{ number: '1', name: 'Ariel' }];
  importSets(world.server, 'lorcana', [{ id: '1', name: 'The First Chapter', released: '2023-08-18', cards }]);
  const app = await signedUp(world, 'Slow');
  const page = app.page;
  await page.goto(new URL('/settings', page.url()).href);
  await page.getByRole('button', { name: 'Get Disney Lorcana' }).click();
  await expect(page.getByRole('button', { name: 'Remove Disney Lorcana' })).toBeVisible({ timeout: 30_000 });
  // The browser is busy until the test says otherwise.
  await page.addInitScript(() => {
    const waiting: IdleRequestCallback[] = [];
    const real = window.requestIdleCallback.bind(window);
    let busy = true;
    window.requestIdleCallback = (call, options) => (busy ? waiting.push(call) : real(call, options));
    Object.assign(window, {
      rest: () => {
        busy = false;
        for (const call of waiting) real(call);
      },
    });
  });
  await page.goto(new URL('/add', page.url()).href);
  await app.synced();
  await app.field('Name').pressSequentially('A card of');
  await page.evaluate(() => (window as unknown as { rest: () => void }).rest());
  await expect(page.getByRole('combobox', { name: 'Find a card' })).toBeVisible();
  await page.keyboard.type(' all');
  await expect(app.field('Name')).toBeFocused();
  await expect(app.field('Name')).toHaveValue('A card of all');
});
