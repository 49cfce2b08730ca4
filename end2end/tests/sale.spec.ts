// Copies that went: two taps and a price; never more than one sees; both kept when two devices sold the last one.
import type { Locator } from '@playwright/test';
import { App } from '../support/app.ts';
import { number } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

function form(app: App): Locator {
  return app.page.getByTestId('sell');
}

function sales(app: App): Locator {
  return app.page.getByTestId('sales').getByRole('listitem');
}

/** On the page of the card: some copies for a price. */
async function sell(app: App, copies: number, price: string): Promise<void> {
  await app.page.getByRole('button', { name: 'Mark as sold' }).click();
  await form(app).getByLabel('How many').fill(String(copies));
  await form(app).getByLabel('Price in all').fill(price);
  await form(app).getByLabel('Price in all').press('Enter');
  await expect(form(app)).toHaveCount(0);
}

test('a copy is sold with a price and Enter, and never more than there are', async ({ world }) => {
  const app = await App.signUp(await world.device('desk'), new Person(world.server.url, 'Sela'));
  const { page } = app;
  const keys = page.keyboard;
  await app.add('Lantern', { quantity: 3, cost: '10' });
  await app.go('Collection');
  await app.row('Lantern').getByRole('link', { name: 'Mark Lantern as sold' }).click();
  await expect(form(app).getByLabel('Price in all')).toBeFocused();
  await keys.type('22.50');
  await keys.press('Enter');
  await expect(form(app)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Mark as sold' })).toBeFocused();
  await expect(sales(app)).toContainText(['Sold 1 \u{b7} $22.50']);
  await expect(sales(app)).toContainText(['gain $12.50']);
  await expect(page.getByTestId('lots')).toContainText('2 left');

  await page.getByRole('button', { name: 'Mark as sold' }).click();
  await form(app).getByLabel('How many').fill('3');
  await form(app).getByLabel('How many').press('Enter');
  await expect(form(app).locator('.field', { has: page.getByLabel('How many') }).locator('.wrong')).toHaveText(
    'You have only 2 copies.',
  );
  await form(app).getByLabel('How many').press('Escape');
  await expect(form(app)).toHaveCount(0);
  await app.go('Collection');
  await app.expectQuantity('Lantern', 2);
  await expect(page.getByTestId('total-cost')).toHaveText('$20.00');

  await keys.press('j');
  await keys.press('s');
  await form(app).getByLabel('How many').fill('2');
  await form(app).getByLabel('How they went').selectOption({ label: 'Given away' });
  await expect(form(app).getByLabel('Price in all')).toBeDisabled();
  await form(app).getByRole('button', { name: 'Save' }).click();
  await expect(sales(app)).toHaveCount(2);
  await expect(sales(app).filter({ hasText: 'Given away 2' })).toContainText('cost $20.00');
  await app.go('Collection');
  await app.expectQuantity('Lantern', 0);
  await expect(app.row('Lantern')).toHaveClass(/\bgone\b/);
  await app.expectCards(0);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await app.expectQuantity('Lantern', 2);
  await app.synced();
  const standing = "select count(*) from records where kind = 'sale' and alive = 1";
  await expect.poll(() => number(world.server.database, standing)).toBe(1);
});

test('a sale may say which copies it is of, and a lot all that it cost', async ({ world }) => {
  const app = await App.signUp(await world.device('desk'), new Person(world.server.url, 'Ruth'));
  const { page } = app;
  await app.add('Lantern', { quantity: 1, cost: '10' });
  await app.go('Collection');
  const card = await app.openCard('Lantern');
  await page.getByRole('button', { name: 'Add copies' }).click();
  const lots = page.getByRole('region', { name: 'Copies', exact: true });
  await lots.getByLabel('How many').fill('2');
  await lots.getByLabel('Cost of one').fill('20');
  await lots.getByText('Fees, shipping, tax, source').click();
  await lots.getByLabel('Shipping', { exact: true }).fill('4');
  await lots.getByLabel('From', { exact: true }).fill('Card show');
  await lots.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByTestId('lots').getByRole('listitem')).toHaveCount(2);

  await page.getByRole('button', { name: 'Mark as sold' }).click();
  await form(app).getByLabel('Price in all').fill('30');
  await form(app).getByText('More', { exact: true }).click();
  await form(app).getByLabel('Buyer').fill('Ada');
  await form(app).getByLabel(/\$20\.00 each/).fill('2');
  await form(app).getByRole('button', { name: 'Save' }).click();
  await expect(form(app).locator('.which-lots .wrong')).toContainText('1 copy in all');
  await form(app).getByLabel(/\$20\.00 each/).fill('1');
  await form(app).getByRole('button', { name: 'Save' }).click();
  // Half of the shipping is this copy's: 30 less 22.
  await expect(sales(app)).toContainText(['gain $8.00']);
  await expect(page.getByTestId('lots')).toContainText('1 left');
  await app.synced();

  await page.goto(new URL(card, page.url()).href);
  const again = page.getByTestId('lots').getByRole('listitem').filter({ hasText: '$20.00 each' });
  await again.getByRole('button', { name: 'Edit these copies' }).click();
  await again.getByText('Fees, shipping, tax, source').click();
  await expect(again.getByLabel('Shipping', { exact: true })).toHaveValue('4.00');
  await expect(again.getByLabel('From', { exact: true })).toHaveValue('Card show');
  await sales(app).getByRole('button', { name: /^Reverse: Sold 1/ }).click();
  await expect(sales(app)).toBeFocused();
  await expect(sales(app)).toContainText(['reversed']);
});

test('what two devices sold twice is kept, said, and settled by reversing one sale', async ({ world }) => {
  const person = new Person(world.server.url, 'Tova');
  const devices = [await world.device('hall'), await world.device('fair')] as const;
  const first = await App.signUp(devices[0], person);
  await first.add('Lantern', { quantity: 2, cost: '10' });
  await first.go('Collection');
  await first.synced();
  const second = await App.signIn(devices[1], person);
  await second.expectQuantity('Lantern', 2);
  const apps = [first, second] as const;
  for (const app of apps) await app.openCard('Lantern');
  for (const device of devices) await device.goOffline();
  for (const app of apps) await app.offline();
  await sell(first, 1, '15');
  await expect(sales(first)).toContainText(['gain $5.00']);
  await sell(second, 2, '30');
  await expect(sales(second)).toContainText(['gain $10.00']);
  for (const device of devices) await device.goOnline();
  for (const app of apps) await app.synced(70_000);

  for (const app of apps) {
    await expect(sales(app)).toHaveCount(2, { timeout: 30_000 });
    await expect(app.page.getByTestId('oversold')).toContainText('\u{2212}1: sold twice?');
    await expect(app.page.getByTestId('sales')).toContainText('no such copy: cost unknown');
  }
  await sales(first).filter({ hasText: 'Sold 2' }).getByRole('button', { name: 'Reverse' }).click();
  for (const app of apps) {
    await expect(sales(app).filter({ hasText: 'Sold 2' })).toContainText('reversed', { timeout: 30_000 });
    await expect(app.page.getByTestId('oversold')).toHaveCount(0);
    await app.go('Collection');
    await app.expectQuantity('Lantern', 1);
    await app.expectCards(1);
    await expect(app.page.getByTestId('total-cost')).toHaveText('$10.00');
    await app.synced();
  }
  const count = (alive: number) => `select count(*) from records where kind = 'sale' and alive = ${alive}`;
  await expect.poll(() => number(world.server.database, count(1))).toBe(1);
  await expect.poll(() => number(world.server.database, count(0))).toBe(1);
});
