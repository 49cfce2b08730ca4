// What a phone downloads, as the binary serves it.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { test } from '../support/fixtures.ts';
import { bytes, report } from './figures.ts';

const BUDGET = 400_000;

test('what a phone downloads', async ({ world }, info) => {
  const shell = await (await fetch(`${world.server.url}/shell`)).text();
  const name = /\/pkg\/[^"'\s]+\.wasm/.exec(shell)?.[0];
  if (!name) throw new Error('the neutral page names no WASM');
  const raw = Buffer.from(await (await fetch(world.server.url + name)).arrayBuffer());
  const brotli = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  report(info, {
    what: 'WebAssembly: raw / gzip / brotli',
    value: `${bytes(raw.length)} / ${bytes(gzipSync(raw, { level: 9 }).length)} / ${bytes(brotli)}`,
    aim: `${bytes(BUDGET)} brotli`,
  });
});
