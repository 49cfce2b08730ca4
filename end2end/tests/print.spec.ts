// On paper: every row that is shown, black on white, without what is for a pointer; and how one finds a row that is not
// on the screen.
import { App } from '../support/app.ts';
import { Client, manyHoldings } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

test('field 22: a long collection is printed whole, black on white, from a dark screen', async ({ world }) => {
  const person = new Person(world.server.url, 'Pat');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(500));
  const app = await App.signIn(await world.device('laptop', { colorScheme: 'dark' }), person);
  await expect(app.page.getByTestId('found')).toHaveText('500 entries');
  // What the browser does before and after.
  await app.page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await app.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const paper = app.page.getByTestId('paper');
  await expect(paper.locator('tbody tr')).toHaveCount(500);
  await expect(paper.locator('thead th').first()).toBeVisible();
  const looks = await paper.evaluate((paper) => {
    const head = paper.querySelector('thead');
    const colour = (element: Element) => getComputedStyle(element).color;
    return [colour(paper), getComputedStyle(document.documentElement).backgroundColor, head && getComputedStyle(head).display];
  });
  expect(looks).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)', 'table-header-group']);
  for (const gone of ['.bar', '.toolbar', '.list', '.toasts']) await expect(app.page.locator(gone)).toBeHidden();
  // Headless Chromium counts the pages: none of them empty, none of them missing.
  const pdf = (await app.page.pdf({ format: 'A4' })).toString('latin1');
  const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThan(5);
  expect(pages).toBeLessThan(20);
  await app.page.emulateMedia({ media: 'screen' });
  await app.page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(paper.locator('tr')).toHaveCount(0);
  await expect(app.page.getByTestId('list')).toBeVisible();
});

test('what was searched for is what is printed', async ({ world }) => {
  const person = new Person(world.server.url, 'Quin');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(100));
  const app = await App.signIn(await world.device('laptop'), person);
  await app.page.getByTestId('search').fill('amber');
  await expect(app.page.getByTestId('found')).toHaveText('19 of 100 entries');
  await app.page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(app.page.getByTestId('paper').locator('tbody tr')).toHaveCount(19);
});

test('Print in the menu prints all rows', async ({ world }) => {
  const person = new Person(world.server.url, 'Ren');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(120));
  const app = await App.signIn(await world.device('laptop'), person);
  await expect(app.page.getByTestId('found')).toHaveText('120 entries');
  await app.page.evaluate(() => {
    window.print = () => {
      const rows = document.querySelectorAll('.paper tbody tr').length;
      document.body.dataset.printed = String(rows);
    };
  });
  await app.page.getByTestId('account').click();
  await app.page.getByRole('button', { name: 'Print', exact: true }).filter({ visible: true }).click();
  await expect(app.page.locator('body')).toHaveAttribute('data-printed', '120');
});

test('field 22: finding leads to the search that knows every row, and the second time to the browser', async ({ world }) => {
  const person = new Person(world.server.url, 'Sue');
  await person.signUp();
  await (await Client.of(person)).add(manyHoldings(500));
  const app = await App.signIn(await world.device('laptop'), person);
  await expect(app.page.getByTestId('found')).toHaveText('500 entries');
  await app.page.evaluate(() => {
    addEventListener('keydown', (event) => {
      if (event.key === 'f') document.body.dataset.find = event.defaultPrevented ? 'ours' : 'the browser';
    });
  });
  await app.page.keyboard.press('Control+f');
  await expect(app.page.locator('body')).toHaveAttribute('data-find', 'ours');
  await expect(app.page.getByTestId('search')).toBeFocused();
  await expect(app.page.getByTestId('find-note')).toBeVisible();
  await app.page.keyboard.press('Control+f');
  await expect(app.page.locator('body')).toHaveAttribute('data-find', 'the browser');
  // Where all that matches is on the screen the browser's own misses nothing.
  await app.page.getByTestId('search').fill('amber amber');
  await app.page.keyboard.press('Escape');
  await app.page.getByTestId('search').fill('000123');
  await app.page.getByTestId('search').blur();
  await expect(app.page.getByTestId('find-note')).toBeHidden();
  await app.page.keyboard.press('Control+f');
  await expect(app.page.locator('body')).toHaveAttribute('data-find', 'the browser');
});
