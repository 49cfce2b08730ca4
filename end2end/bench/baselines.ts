// The cheapest possible way to do the same work on this machine: what a figure is compared with.
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Milliseconds of each of `count` strict one-record IndexedDB transactions. */
export async function rawIndexedDbPuts(page: Page, count: number): Promise<number[]> {
  return await page.evaluate(async (count) => {
    const name = `raw-${Math.random()}`;
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const open = indexedDB.open(name, 1);
      open.onupgradeneeded = () => open.result.createObjectStore('rows');
      open.onsuccess = () => done(open.result);
      open.onerror = () => fail(open.error);
    });
    const samples: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      const tx = db.transaction('rows', 'readwrite', { durability: 'strict' });
      tx.objectStore('rows').put('x'.repeat(300), i);
      await new Promise((done) => (tx.oncomplete = done));
      samples.push(performance.now() - start);
    }
    db.close();
    indexedDB.deleteDatabase(name);
    return samples;
  }, count);
}

/** Milliseconds that `rows` rows of `size` bytes take in pages of 1,000 in one transaction each. */
export async function rawIndexedDbPages(page: Page, rows: number, size: number): Promise<number> {
  return await page.evaluate(
    async ([rows, size]) => {
      const name = `pages-${Math.random()}`;
      const db = await new Promise<IDBDatabase>((done, fail) => {
        const open = indexedDB.open(name, 1);
        open.onupgradeneeded = () => open.result.createObjectStore('pages');
        open.onsuccess = () => done(open.result);
        open.onerror = () => fail(open.error);
      });
      const start = performance.now();
      for (let i = 0; i < rows; i += 1000) {
        const tx = db.transaction('pages', 'readwrite');
        tx.objectStore('pages').put('x'.repeat(size * 1000), i);
        await new Promise((done) => (tx.oncomplete = done));
      }
      const took = performance.now() - start;
      db.close();
      indexedDB.deleteDatabase(name);
      return took;
    },
    [rows, size] as const,
  );
}

/** Milliseconds for `count` rows in SQLite, `batch` of them in a transaction, each transaction fsynced. */
export function rawSqliteInserts(count: number, batch: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-raw-'));
  const lines = ['pragma journal_mode=wal;', 'pragma synchronous=full;', 'create table rows (n integer primary key, body text);'];
  for (let n = 0; n < count; n += batch) {
    lines.push('begin immediate;');
    for (let i = n; i < Math.min(count, n + batch); i++) lines.push(`insert into rows values (${i}, '${'x'.repeat(300)}');`);
    lines.push('commit;');
  }
  const start = performance.now();
  execFileSync('sqlite3', [join(folder, 'raw.sqlite')], { input: lines.join('\n'), stdio: ['pipe', 'ignore', 'inherit'] });
  const took = performance.now() - start;
  rmSync(folder, { recursive: true });
  return took;
}

/** Milliseconds of each of `count` requests from the page to the server that do nothing. */
export async function loopbackRoundTrips(page: Page, count: number): Promise<number[]> {
  return await page.evaluate(async (count) => {
    const samples: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await (await fetch('/healthz', { cache: 'no-store' })).text();
      samples.push(performance.now() - start);
    }
    return samples;
  }, count);
}
