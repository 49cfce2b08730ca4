// The pages at a desk and in a hand: nothing sticks out, everything can be reached, and the keyboard is enough.
import { App } from '../support/app.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';

test('no page is wider than the screen', async ({ world }) => {
  world.guard.expect(status(404));
  const app = await App.signUp(await world.device('screen'), new Person(world.server.url, 'Dov'));
  await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await expect(app.page.getByTestId('list')).toBeVisible();
  for (const path of ['/', '/add', '/import', '/attention', '/sync', '/settings', '/nowhere']) {
    await app.page.goto(new URL(path, app.page.url()).href);
    await expect(app.page.getByRole('heading', { level: 1 })).toBeAttached();
    const [wide, screen] = await app.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(wide, path).toBeLessThanOrEqual(screen ?? 0);
  }
});

test('what is deleted comes back with one click', async ({ world }) => {
  const app = await App.signUp(await world.device('screen'), new Person(world.server.url, 'Eve'));
  await app.page.getByRole('button', { name: 'Try with sample cards' }).click();
  await app.synced();
  const before = await app.cards.textContent();
  const name = (await app.page.getByTestId('list').locator('a.name').first().textContent()) ?? '';
  await app.openCard(name);
  await app.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(app.page.getByTestId('list')).toBeVisible();
  await expect(app.row(name)).toHaveCount(0);
  await app.page.locator('.toast', { hasText: `Deleted ${name}` }).getByRole('button', { name: 'Undo' }).click();
  await expect(app.row(name)).toHaveCount(1);
  await expect(app.cards).toHaveText(before ?? '');
  await app.synced();
});
