// Small catalogues, written by the test in the form rarebox publishes, and brought into a server with the command line.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Server, binary } from './server.ts';

export interface TestCard {
  number: string;
  name: string;
  rarity?: string;
  image?: string;
  /** TCGplayer's product. */
  tcgplayerId?: string;
}

export interface TestSet {
  id: string;
  name: string;
  released: string;
  cards: TestCard[];
}

/** Imports these sets of one game, in the data folder of a server, running or not. */
export function importSets(server: Server, game: string, sets: TestSet[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-catalog-'));
  const here = join(folder, game);
  mkdirSync(join(here, 'sets'), { recursive: true });
  const listed = sets.map(({ id, name, released, cards }) => {
    return { id, logo: null, name, printedTotal: null, releaseDate: released, series: null, total: cards.length };
  });
  writeFileSync(join(here, 'sets.json'), JSON.stringify(listed));
  for (const { id, name, cards } of sets) {
    const rows = cards.map((card) => {
      return { game, id: `${id}-${card.number}`, image: null, rarity: 'Common', set: { id, name }, ...card };
    });
    writeFileSync(join(here, 'sets', `${id}.json`), JSON.stringify(rows));
  }
  run(server, folder);
  rmSync(folder, { recursive: true });
}

/** Imports cards of Magic in the form of Scryfall's bulk data: each with its finishes. */
export function importMagic(server: Server, set: TestSet, finishes: string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-catalog-'));
  const file = join(folder, 'default-cards.json');
  const rows = set.cards.map(({ number, name }, i) => {
    const id = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
    const card = { object: 'card', id, oracle_id: id, lang: 'en', name, collector_number: number, rarity: 'common', finishes };
    return { ...card, set: set.id, set_name: set.name, released_at: set.released, games: ['paper'] };
  });
  writeFileSync(file, JSON.stringify(rows));
  run(server, file);
  rmSync(folder, { recursive: true });
}

function run(server: Server, from: string): void {
  execFileSync(binary, ['catalog', '--data-dir', server.dataDir, 'import', from], { stdio: 'pipe' });
}
