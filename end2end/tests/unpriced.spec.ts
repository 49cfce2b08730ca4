// Copies without a price: why, what each rule would do, with its switch; and a card that is two cards is asked about.
import { randomUUID } from 'node:crypto';
import { App } from '../support/app.ts';
import { importSets } from '../support/catalog.ts';
import { Client } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { daysAgo, importPrices } from '../support/prices.ts';

const SOON = { timeout: 60_000 };

/** An entry of a card of the set, in a finish, with a product of TCGplayer's. */
function holding(number: string, finish: string, product: string, quantity: number): unknown {
  const ids = product === '' ? {} : { tcgplayer: product };
  const card = { game: 'pokemon', set: 'SM10', set_name: 'Unbroken Bonds', number: `${number}/214`, name: `Gardevoir ${number}`, ids };
  return { id: randomUUID(), entry: { card, finish }, lots: [{ id: randomUUID(), quantity, kind: 'buy' }] };
}

test('report a9: a number of one card with the product of another is asked about, and a rule says what it would do', async ({ world }) => {
  const person = new Person(world.server.url, 'Wanda');
  await person.signUp();
  importSets(world.server, 'pokemon', [
    {
      id: 'sm10',
      name: 'Unbroken Bonds',
      released: '2019/05/03',
      cards: [
        { number: '130', name: 'Gardevoir & Sylveon', tcgplayerId: '188404' },
        { number: '205', name: 'Gardevoir & Sylveon', tcgplayerId: '189316' },
      ],
    },
  ]);
  importPrices(world.server, [
    ['pokemon:sm10-130', daysAgo(3), '48'],
    ['tcgplayer:189316', daysAgo(3), '150'],
  ]);
  const client = await Client.of(person);
  const holdings = [holding('130', 'Normal', '189316', 1), holding('130', 'Reverse Holofoil', '', 2)];
  expect((await client.push([{ add: { holdings } }])).ok).toBe(true);
  const app = await App.signIn(await world.device('laptop'), person);
  await app.page.goto(new URL('/unpriced', app.page.url()).href);
  await expect(app.page.getByTestId('unpriced-count')).toContainText('3 copies without a price', SOON);
  await expect(app.page.getByTestId('rule-finish')).toHaveText('would price 2 copies: $96.00', SOON);
  await app.page.getByRole('checkbox', { name: /Another finish/ }).check();
  await expect(app.page.getByTestId('rule-finish')).toHaveText('prices 2 copies: $96.00', SOON);
  await expect(app.page.getByTestId('unpriced-count')).toContainText('1 copy without a price');

  const reason = app.page.getByTestId('reason').filter({ hasText: 'Two cards in one' });
  await reason.getByText('1 card', { exact: true }).click();
  await reason.getByRole('link', { name: 'Gardevoir 130' }).click();
  await app.page.getByTestId('which-card').getByRole('button', { name: /^This is 205/ }).click();
  await expect(app.page.getByTestId('price')).toHaveText('$150.00', SOON);
  await expect(app.page.getByTestId('which-card')).toHaveCount(0);
  await app.synced();
});
