// Price files of our own, imported by whoever runs the server.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TIME_ZONE } from './device.ts';
import { type Server, binary } from './server.ts';

/** Imports prices beside a running server: the key of a card, the day, the price in dollars, the grade of a graded one. */
export function importPrices(server: Server, prices: [card: string, day: string, dollars: string, grade?: string][]): void {
  const file = join(server.dataDir, 'prices.csv');
  const lines = prices.map(([card, day, dollars, grade]) => `${card},normal,${grade ?? ''},${day},${dollars},USD`);
  writeFileSync(file, ['card,finish,grade,date,price,currency', ...lines].join('\n') + '\n');
  execFileSync(binary, ['prices', 'import', file, '--data-dir', server.dataDir], { stdio: 'pipe' });
}

/** Prices of the grades of a card, in words of every length. */
export function gradedPrices(card: string): [string, string, string, string?][] {
  const graded = ['PSA 10', 'PSA 9', 'BGS 9.5', 'CGC 9.5', 'SGC 10', 'Grade 9'];
  const prices = graded.map((grade, i) => [card, daysAgo(3), `${(6 - i) * 12_345}.67`, grade] as [string, string, string, string]);
  return [[card, daysAgo(3), '10'], ...prices];
}

/** So many days before today where the browsers of the tests are, as a file has it. */
export function daysAgo(days: number): string {
  const here = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE });
  return here.format(Date.now() - days * 86_400_000);
}
