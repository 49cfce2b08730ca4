// Measuring inside a page, from outside the product: the click is ours, what follows is read off the DOM and off
// IndexedDB's own events.
import type { Page } from '@playwright/test';

export interface EditTimes {
  /** Click until the new quantity stands in the document. */
  view: number[];
  /** Click until the strict transaction of the edit is complete. */
  durable: number[];
}

/** Notes when strict transactions complete. Before the first document of the page. */
export async function watchTransactions(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const times: number[] = [];
    Object.assign(window, { strictCommits: times });
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof begin>) {
      const tx = begin.apply(this, args);
      if (args[2]?.durability === 'strict') tx.addEventListener('complete', () => times.push(performance.now()));
      return tx;
    } as typeof begin;
  });
}

/** `count` clicks on "one more", one after the other, each after the one before is durable and the page is idle. */
export async function clickAndMeasure(page: Page, name: string, count: number): Promise<EditTimes> {
  const button = page.getByRole('button', { name: `One more of ${name}`, exact: true });
  return await button.evaluate(async (button, count) => {
    const times = { view: [] as number[], durable: [] as number[] };
    const commits = (window as unknown as { strictCommits: number[] }).strictCommits;
    const shown = button.parentElement?.querySelector('[data-testid=quantity]');
    if (!shown) throw new Error('no quantity beside the button');
    for (let i = 0; i < count; i++) {
      const [before, stored] = [shown.textContent, commits.length];
      const changed = new Promise<number>((done) => {
        const observer = new MutationObserver(() => {
          if (shown.textContent === before) return;
          observer.disconnect();
          done(performance.now());
        });
        observer.observe(shown, { childList: true, characterData: true, subtree: true });
      });
      const start = performance.now();
      (button as HTMLButtonElement).click();
      times.view.push((await changed) - start);
      while (commits.length === stored) await new Promise((done) => setTimeout(done));
      times.durable.push((commits[stored] ?? Number.NaN) - start);
      await new Promise((done) => setTimeout(done, 30));
    }
    return times;
  }, count);
}
