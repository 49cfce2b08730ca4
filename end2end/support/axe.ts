// What axe finds on a page.
import axe from 'axe-core';
import type { Page } from '@playwright/test';

/** What axe finds against WCAG 2.2 AA and its own advice, one line each. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // What fades in is read when it is there: half drawn, it has half its contrast.
  await page.evaluate(async () => {
    const finite = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map(({ finished }) => finished));
  });
  return await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`));
  });
}
