// How the figures are taken: like the proofs, one at a time, nothing else running.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: /\.bench\.ts$/,
  outputDir: '../test-results/bench',
  timeout: 600_000,
  expect: { timeout: 120_000 },
  workers: 1,
  reporter: [['line'], ['./table.ts']],
  use: { viewport: { width: 1280, height: 800 } },
});
