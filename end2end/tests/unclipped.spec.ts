// Every page with long names and large amounts, at the widths of a phone, a tablet, a laptop and a large screen.
import { App } from '../support/app.ts';
import { clipped } from '../support/clipped.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { bringLong } from '../support/long.ts';

test('nothing that is visible is cut off on any page, with long names and large amounts', async ({ world }) => {
  test.setTimeout(300_000);
  world.guard.expect(status(404));
  const person = new Person(world.server.url, 'Wilhelmina-Theodora of the Long Name');
  await person.signUp();
  const { entries } = await bringLong(person);
  const app = await App.signIn(await world.device('screen'), person);
  const paths = ['/', `/card/${entries[0]}`, `/card/${entries[2]}?sell`, '/overview', '/why', '/add', '/sets', '/import', '/export', '/wishes', '/portfolios', '/attention', '/history', '/trash', '/sync', '/settings', '/nowhere'];
  const found: string[] = [];
  for (const path of paths) {
    await app.page.goto(new URL(path, app.page.url()).href);
    await app.synced();
    for (const width of [360, 768, 1280, 1600]) {
      await app.page.setViewportSize({ width, height: 800 });
      await app.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      found.push(...(await clipped(app.page)).map((what) => `${path} at ${width}: ${what}`));
    }
  }
  expect(found).toEqual([]);
});
