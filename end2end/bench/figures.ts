// A figure: what was measured, beside a baseline of the same run. The table is printed at the end (table.ts).
import { type TestInfo } from '@playwright/test';

export interface Figure {
  what: string;
  value: string;
  aim?: string;
  /** The cheapest thing that could do the same work on this machine, measured in the same run. */
  baseline?: string;
}

export function report(info: TestInfo, figure: Figure): void {
  info.annotations.push({ type: 'figure', description: JSON.stringify(figure) });
}

/** The value below which `share` of the samples are. */
export function percentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export function spread(samples: number[], high = 0.99): string {
  return `${ms(percentile(samples, 0.5))} / ${ms(percentile(samples, high))}`;
}

export function ms(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

export function bytes(value: number): string {
  return value >= 1_000_000 ? `${(value / 1_000_000).toFixed(2)} MB` : `${Math.round(value / 1000)} kB`;
}

/** How many times the baseline. */
export function ratio(value: number, baseline: number): string {
  return `×${(value / baseline).toFixed(1)}`;
}
