// What builds for minutes: run by `cargo xtask test nightly`.
import { defineConfig } from '@playwright/test';

const AN_HOUR = 3_600_000;

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/nightly',
  timeout: 2 * AN_HOUR,
  expect: { timeout: AN_HOUR },
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
  use: { viewport: { width: 1280, height: 800 } },
});
