// One closing line that says how many tests passed and failed.
import type { FullResult, Reporter, Suite } from '@playwright/test/reporter';

export default class ClosingLine implements Reporter {
  private suite: Suite | undefined;

  onBegin(_config: unknown, suite: Suite): void {
    this.suite = suite;
  }

  onEnd(_result: FullResult): void {
    const tests = this.suite?.allTests() ?? [];
    const count = (outcomes: string[]) => tests.filter((test) => outcomes.includes(test.outcome())).length;
    const skipped = count(['skipped']);
    const second = count(['flaky']);
    if (second > 0) console.log(`browser: ${second} of them passed at a further try only`);
    console.log(`browser: ${count(['expected', 'flaky'])} passed, ${count(['unexpected'])} failed, ${skipped} skipped`);
  }
}
