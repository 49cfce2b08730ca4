// The commands somebody types who knows Leptos, in a copy of the tree whose files change meanwhile.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, chromium, expect, test as base } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../support/chromium.ts';
import { Tree } from './tree.ts';

const DOOR = 'app/src/account/page.rs';
const STYLE = 'style/main.css';

const test = base.extend<{ tree: Tree; page: Page }>({
  // eslint-disable-next-line no-empty-pattern
  tree: async ({}, use) => {
    const tree = await Tree.copy();
    await use(tree);
    await tree.dispose();
  },
  // eslint-disable-next-line no-empty-pattern
  page: async ({}, use) => {
    const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
    await use(await browser.newPage());
    await browser.close();
  },
});

/** Letters this far apart, on every page. */
const spaced = (pixels: number): string => `\nbody { letter-spacing: ${pixels}px; }\n`;

async function isLive(page: Page): Promise<void> {
  // Enabled by the browser's part only.
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled();
}

for (const command of ['cargo leptos watch', 'cargo xtask dev']) {
  test(`${command}: an edit is on the screen without a hand`, async ({ tree, page }) => {
    tree.start(command);
    await tree.serves();
    await page.goto(`${tree.url}/sign-in`);
    await isLive(page);
    await expect(page).toHaveTitle(/^Sign in /);

    // A component: built for server and browser, and the page loads itself anew.
    tree.change(DOOR, 'Sign in \\u{b7} Vitrine', 'Knock here \\u{b7} Vitrine');
    await expect(page).toHaveTitle(/^Knock here /);
    await isLive(page);

    // A style: the page stays what it is, and gets the new one.
    await page.evaluate(() => Object.assign(window, { stayed: true }));
    for (const pixels of [3, 4]) {
      tree.add(STYLE, spaced(pixels));
      await expect(page.locator('body')).toHaveCSS('letter-spacing', `${pixels}px`);
    }
    expect(await page.evaluate(() => 'stayed' in window)).toBe(true);

    // Once more, now that files have the names they had before.
    tree.change(DOOR, 'Knock here', 'Come in');
    await expect(page).toHaveTitle(/^Come in /);
    await isLive(page);
    await expect(page.locator('body')).toHaveCSS('letter-spacing', '4px');
    expect(existsSync(join(tree.folder, 'data')), 'it serves from the folder it was started in').toBe(true);
  });
}

test('a release has the files of its own build inside', async ({ tree, page }) => {
  tree.add(STYLE, spaced(3));
  await tree.run('cargo leptos build --release');
  // The binary alone, in an empty folder.
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-alone-'));
  const alone = spawn(tree.built('release'), ['--addr', `127.0.0.1:${tree.port}`], { cwd: folder, stdio: 'ignore' });
  await expect(async () => expect((await fetch(`${tree.url}/healthz`)).ok).toBe(true)).toPass();
  await page.goto(`${tree.url}/sign-in`);
  await isLive(page);
  await expect(page.locator('body')).toHaveCSS('letter-spacing', '3px');
  const ended = new Promise((done) => alone.once('exit', done));
  alone.kill('SIGTERM');
  expect(await ended).toBe(0);
  rmSync(folder, { recursive: true });

  // Built once more, after a change of the browser's files only: what is inside is not the old ones.
  tree.add(STYLE, spaced(4));
  tree.start('cargo leptos serve --release');
  await tree.serves();
  await page.goto(`${tree.url}/sign-in`);
  await isLive(page);
  await expect(page.locator('body')).toHaveCSS('letter-spacing', '4px');
  await tree.stop();

  tree.start('cargo xtask serve --addr ' + `127.0.0.1:${tree.port}`);
  await tree.serves();
  await page.goto(`${tree.url}/sign-in`);
  await isLive(page);
});

test('cargo leptos end-to-end runs the tests of the browser against what it has built', async ({ tree }) => {
  await tree.run('cargo leptos end-to-end', { VITRINE_TESTS: 'harness' });
  expect(tree.log).toMatch(/\d+ passed/);
});
