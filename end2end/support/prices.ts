// Price files of our own, imported by whoever runs the server.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TIME_ZONE } from './device.ts';
import { type Server, binary } from './server.ts';

/** Imports prices beside a running server: the key of a card, the day, the price in dollars. */
export function importPrices(server: Server, prices: [card: string, day: string, dollars: string][]): void {
  const file = join(server.dataDir, 'prices.csv');
  const lines = prices.map(([card, day, dollars]) => `${card},normal,${day},${dollars},USD`);
  writeFileSync(file, ['card,finish,date,price,currency', ...lines].join('\n') + '\n');
  execFileSync(binary, ['prices', 'import', file, '--data-dir', server.dataDir], { stdio: 'pipe' });
}

/** So many days before today where the browsers of the tests are, as a file has it. */
export function daysAgo(days: number): string {
  const here = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE });
  return here.format(Date.now() - days * 86_400_000);
}
