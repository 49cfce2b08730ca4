// Prints the figures as the table that stands in docs/benchmarks.md.
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { cpus } from 'node:os';
import type { Figure } from './figures.ts';

export default class Table implements Reporter {
  private readonly figures: Figure[] = [];

  onTestEnd(_test: TestCase, result: TestResult): void {
    for (const note of result.annotations) {
      if (note.type === 'figure') this.figures.push(JSON.parse(note.description ?? '{}') as Figure);
    }
  }

  onEnd(): void {
    const cores = cpus();
    console.log(`\n${new Date().toISOString().slice(0, 10)}, ${cores.length} cores (${cores[0]?.model ?? 'unknown'})\n`);
    console.log('| what | Vitrine | aim | baseline in the same run |');
    console.log('|---|---|---|---|');
    for (const { what, value, aim, baseline } of this.figures) {
      console.log(`| ${what} | ${value} | ${aim ?? ''} | ${baseline ?? ''} |`);
    }
  }
}
