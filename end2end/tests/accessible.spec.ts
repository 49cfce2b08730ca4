// Every page for everybody: names and roles, contrast and focus, at a desk and in a hand, by day and by night.
import type { Page } from '@playwright/test';
import { App } from '../support/app.ts';
import { faults } from '../support/axe.ts';
import { Client } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { gradedPrices, importPrices } from '../support/prices.ts';

/** Follows the Tab key around the page; says which elements do not show that they have the focus. */
async function unseen(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(() => document.body.focus());
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
      return seen ? '' : `${element.tagName} ${element.className} ${element.textContent}`;
    });
    if (here === undefined) break;
    if (here) found.push(here);
  }
  return found;
}

async function check(page: Page, where: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }), `${where}: one heading`).toHaveCount(1);
  await expect(page.getByRole('main'), where).toHaveCount(1);
  expect(await faults(page), where).toEqual([]);
}

for (const scheme of ['light', 'dark'] as const) {
  test(`what grading might bring keeps nobody out: ${scheme}`, async ({ world }) => {
    const person = new Person(world.server.url, 'Gia');
    await person.signUp();
    await (await Client.of(person)).add([{ name: 'Amber', number: '1', cents: 1000 }]);
    importPrices(world.server, gradedPrices('mtg:tst-1'));
    const app = await App.signIn(await world.device('screen', { colorScheme: scheme, reducedMotion: 'reduce' }), person);
    await app.openCard('Amber');
    await expect(app.page.getByTestId('grading').locator('tr[data-grade]')).toHaveCount(6, { timeout: 60_000 });
    await check(app.page, 'a card with graded prices');
    expect(await unseen(app.page), 'the focus is seen').toEqual([]);
  });

  test(`no page keeps anybody out: ${scheme}`, async ({ world }) => {
    world.guard.expect(status(404));
    // A button on its way from disabled to enabled has the colours of neither.
    const device = await world.device('screen', { colorScheme: scheme, reducedMotion: 'reduce' });
    const page = await device.open('/');
    for (const path of ['/', '/sign-in', '/sign-up']) {
      await page.goto(device.proxy.url + path);
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
      await check(page, `${path}, signed out`);
    }
    const app = await App.signUp(device, new Person(world.server.url, 'Ada'));
    await check(app.page, '/ while empty');
    await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
    await app.synced();
    await app.page.locator('.toast').getByRole('button', { name: 'Close' }).click();
    const card = await app.page.getByTestId('list').locator('a.name').first().getAttribute('href');
    for (const path of ['/', card ?? '', '/add', '/sets', '/import', '/export', '/attention', '/history', '/trash', '/sync', '/portfolios', '/overview', '/unpriced', '/why', '/wishes', '/settings', '/nowhere']) {
      await app.page.goto(device.proxy.url + path);
      await app.synced();
      await check(app.page, path);
      expect(await unseen(app.page), `${path}: the focus is seen`).toEqual([]);
    }
    await app.page.goto(device.proxy.url);
    await app.synced();
    await app.page.keyboard.press('Control+a');
    await expect(app.page.getByTestId('bulk')).toBeVisible();
    await check(app.page, 'with everything selected');
    for (const name of ['Move', 'Tag', 'Condition', 'Sell', 'Duplicate']) {
      await app.page.getByTestId('bulk').getByRole('button', { name, exact: true }).click();
      await expect(app.page.getByTestId('sheet').getByRole('heading', { level: 2 })).toBeVisible();
      expect(await faults(app.page), `${name}, for everything selected`).toEqual([]);
      await app.page.keyboard.press('Escape');
      await expect(app.page.getByTestId('sheet')).toBeHidden();
    }
  });
}

for (const scheme of ['light', 'dark'] as const) {
  test(`what waits for a decision keeps nobody out: ${scheme}`, async ({ world }) => {
    const person = new Person(world.server.url, 'Abel');
    const app = await App.signUp(await world.device('screen', { colorScheme: scheme, reducedMotion: 'reduce' }), person);
    await app.add('Lantern', { cost: '10' });
    await app.add('Compass', { cost: '10' });
    await app.go('Collection');
    const compass = (await app.openCard('Compass')).split('/').at(-1);
    await app.edit({ Notes: 'from the hall\nand a second line' });
    await app.go('Collection');
    const lantern = (await app.openCard('Lantern')).split('/').at(-1);
    await app.synced();
    await person.signIn();
    const [one, other] = [await Client.of(person), await Client.of(person)];
    const graded = { edit_entry: { id: lantern, patch: { grade: { company: 'PSA', value: '10' } } } };
    expect((await one.push([graded])).ok).toBe(true);
    const sale = { entry: compass, kind: 'sell', quantity: 2 };
    const edits = [
      { edit_entry: { id: compass, patch: { notes: 'from the stairs' } } },
      { edit_entry: { id: lantern, patch: { grade: { company: 'PSA', value: '9' } } } },
      { sell: { sales: [{ ...sale, id: crypto.randomUUID() }] } },
    ];
    expect((await other.push(edits, Date.now() - 3_600_000)).ok).toBe(true);
    await expect(app.page.getByTestId('waiting')).toHaveAccessibleName('Needs attention 3', { timeout: 30_000 });
    await check(app.page, 'a card with a conflict');
    await app.page.goto(new URL('/attention', app.page.url()).href);
    await expect(app.page.getByTestId('conflict')).toHaveCount(2);
    for (const form of await app.page.getByRole('button', { name: 'Edit by hand' }).all()) await form.click();
    await expect(app.page.getByTestId('by-hand')).toHaveCount(2);
    await check(app.page, '/attention');
    expect(await unseen(app.page), 'the focus is seen').toEqual([]);
    const [wide, screen] = await app.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(wide, 'no wider than the screen').toBeLessThanOrEqual(screen ?? 0);
  });
}
