// What a phone downloads, as the binary serves it: the main file before the first screen lives, the parts when it is idle.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { test } from '../support/fixtures.ts';
import { bytes, report } from './figures.ts';

const BUDGET = 400_000;

test('what a phone downloads', async ({ world }, info) => {
  const shell = await (await fetch(`${world.server.url}/shell`)).text();
  const names = new Set([...shell.matchAll(/\/pkg\/[^"'\s]+\.wasm/g)].map((match) => match[0]));
  const main = [...names].filter((name) => name.includes('/vitrine.'));
  if (main.length !== 1) throw new Error('the neutral page names one main WASM');
  const parts = [...names].filter((name) => !main.includes(name));
  for (const [what, files] of [['the main file', main], ['all its parts', parts]] as const) {
    const raw = await Promise.all(files.map(async (name) => Buffer.from(await (await fetch(world.server.url + name)).arrayBuffer())));
    const sum = (size: (file: Buffer) => number) => bytes(raw.reduce((all, file) => all + size(file), 0));
    const brotli = (file: Buffer) => brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
    report(info, {
      what: `WebAssembly, ${what}: raw / gzip / brotli`,
      value: `${sum((file) => file.length)} / ${sum((file) => gzipSync(file, { level: 9 }).length)} / ${sum(brotli)}`,
      ...(what === 'the main file' ? { aim: `${bytes(BUDGET)} brotli` } : {}),
    });
  }
});
