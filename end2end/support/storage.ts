// What a browser keeps for the site: read as one text, to look for what must not be there, and changed behind the app's
// back, as a failing disk would.
import type { Page } from '@playwright/test';

export async function everythingStored(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const parts: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const { name } of await indexedDB.databases()) {
      if (!name) continue;
      parts.push(name);
      const db = await new Promise<IDBDatabase>((done, fail) => {
        const open = indexedDB.open(name);
        open.onsuccess = () => done(open.result);
        open.onerror = () => fail(open.error);
      });
      for (const store of db.objectStoreNames) {
        const rows = await new Promise<unknown[]>((done, fail) => {
          const all = db.transaction(store).objectStore(store).getAll();
          all.onsuccess = () => done(all.result);
          all.onerror = () => fail(all.error);
        });
        parts.push(JSON.stringify(rows));
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const kept = await cache.match(request);
        if (!request.url.endsWith('.wasm')) parts.push(request.url, (await kept?.text()) ?? '');
      }
    }
    return parts.join('\n');
  });
}

/** How many edits the device has stored that the server has not decided. */
export async function storedEdits(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const name = (await indexedDB.databases()).map((database) => database.name).find((name) => name?.startsWith('vitrine:'));
    const db = await new Promise<IDBDatabase>((done) => {
      const open = indexedDB.open(name ?? '');
      open.onsuccess = () => done(open.result);
    });
    const count = db.transaction('outbox').objectStore('outbox').count();
    await new Promise((done) => (count.onsuccess = done));
    db.close();
    return count.result;
  });
}

/** Replaces, in what the device has stored of the server's records, the first `found` by `put`. */
export async function rewriteBase(page: Page, found: RegExp, put: string): Promise<void> {
  const changed = await page.evaluate(
    async ([source, put]) => {
      const name = (await indexedDB.databases()).map((database) => database.name).find((name) => name?.startsWith('vitrine:'));
      const db = await new Promise<IDBDatabase>((done) => {
        const open = indexedDB.open(name ?? '');
        open.onsuccess = () => done(open.result);
      });
      const tx = db.transaction('base', 'readwrite');
      const found = new RegExp(source);
      let changed = false;
      const chunks = tx.objectStore('base').openCursor();
      chunks.onsuccess = () => {
        const chunk = chunks.result;
        if (!chunk || changed) return;
        changed = found.test(chunk.value as string);
        if (changed) chunk.update((chunk.value as string).replace(found, put));
        else chunk.continue();
      };
      await new Promise((done) => (tx.oncomplete = done));
      db.close();
      return changed;
    },
    [found.source, put] as const,
  );
  if (!changed) throw new Error(`nothing stored matches ${found}`);
}
