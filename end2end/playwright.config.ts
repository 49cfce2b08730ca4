// How the proofs run: real Chromium from the system, the release binary, one worker (two cores are for one server and
// its browsers). Every test starts its own server on a database of its own; see support/fixtures.ts.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  // Chromium sends a request anew by itself now and then, and two cores are sometimes busy elsewhere: the list shows
  // what needed another try.
  retries: 2,
  reporter: [['list'], ['./support/reporter.ts']],
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } } },
    {
      name: 'phone',
      testMatch: /(layout|accessible)\.spec\.ts/,
      use: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
    },
  ],
});
