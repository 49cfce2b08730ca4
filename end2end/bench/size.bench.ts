// What a phone downloads.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { bytes, report } from './figures.ts';

const BUDGET = 400_000;

test('what a phone downloads', async ({}, info) => {
  const folder = '../target/site/pkg';
  const names = readdirSync(folder).filter((name) => name.endsWith('.wasm'));
  expect(names, 'one build, one file').toHaveLength(1);
  const raw = readFileSync(join(folder, names[0] ?? ''));
  const brotli = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  report(info, {
    what: 'WebAssembly: raw / gzip / brotli',
    value: `${bytes(raw.length)} / ${bytes(gzipSync(raw, { level: 9 }).length)} / ${bytes(brotli)}`,
    aim: `${bytes(BUDGET)} brotli`,
  });
});
