// What axe finds on a page.
import axe from 'axe-core';
import type { Page } from '@playwright/test';

/** What axe finds against WCAG 2.2 AA and its own advice, one line each. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`));
  });
}
