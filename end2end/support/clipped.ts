// What of a page cannot be read because it does not fit: cut off, sticking out, or written over something else.
import type { Page } from '@playwright/test';

/** Says each such place of the page as it is; empty when everything can be read. */
export async function clipped(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const visible = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('.quiet, [popover]:not(:popover-open)');
    const where = (element: Element) => {
      const text = (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 60);
      return `${element.tagName.toLowerCase()}.${String(element.getAttribute('class') ?? '').replaceAll(' ', '.')} "${text}"`;
    };
    // With an ellipsis it was meant to be cut; then all of it is told otherwise.
    const told = (element: Element, text: string) =>
      [element, element.closest('[title]'), ...element.querySelectorAll('[title], [aria-label]')].some((one) =>
        [one?.getAttribute('title'), one?.getAttribute('aria-label')].some((all) => all && (text.startsWith(all.trim()) || text.endsWith(all.trim()) || all.includes(text))),
      );
    const all = [...document.body.querySelectorAll('*')].filter((element) => element instanceof HTMLElement && visible(element));
    for (const element of all) {
      const style = getComputedStyle(element);
      if (/^(INPUT|SELECT|TEXTAREA|PROGRESS|OPTION)$/.test(element.tagName) || element.matches('.picture, .quiet')) continue;
      if (style.overflowX === 'visible' || element.clientWidth === 0 || element.scrollWidth <= element.clientWidth + 1) continue;
      const text = (element.textContent ?? '').trim();
      if (style.textOverflow !== 'ellipsis' || !told(element, text)) found.push(`cut off: ${where(element)}`);
    }
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide`);

    const lines = (element: Element): DOMRect[] => {
      const rects: DOMRect[] = [];
      for (const node of element.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE || !node.textContent?.trim()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        rects.push(...[...range.getClientRects()].filter((rect) => rect.width > 1));
      }
      return rects;
    };
    // What is cut on purpose ends at the edge of what cuts it.
    const edge = (element: Element | null): number => {
      for (let one = element; one; one = one.parentElement) {
        if (getComputedStyle(one).overflowX !== 'visible') return one.getBoundingClientRect().right;
      }
      return Infinity;
    };
    const texts = [...document.body.querySelectorAll('*')].filter(visible);
    for (const element of texts.filter((one) => !one.closest('svg'))) {
      const frame = element.closest('.panel, .list, .preview, .bar, .thumb')?.getBoundingClientRect();
      const right = Math.min(frame?.right ?? Infinity, window.innerWidth);
      for (const rect of lines(element)) {
        if (Math.min(rect.right, edge(element)) > right + 1 || rect.left < (frame?.left ?? 0) - 1) found.push(`sticks out: ${where(element)}`);
      }
    }
    for (const block of document.querySelectorAll('.bar-in, .page-head, .totals, .panel-head, .list-head, .thumb, .toolbar, .chart, .form-end, .chart-svg')) {
      if (!visible(block)) continue;
      const boxes = texts
        .filter((element) => block.contains(element))
        .flatMap((element) => lines(element).map((rect) => ({ element, rect, right: Math.min(rect.right, edge(element)) })));
      for (const [i, a] of boxes.entries()) {
        for (const b of boxes.slice(i + 1)) {
          const across = Math.min(a.right, b.right) - Math.max(a.rect.left, b.rect.left);
          const down = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
          if (across > 1 && down > 3) found.push(`written over one another: ${where(a.element)} and ${where(b.element)}`);
        }
      }
    }
    return [...new Set(found)];
  });
}
