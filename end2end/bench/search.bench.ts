// The search of the catalogue in a real browser, letter by letter, over Magic's real cards where they are (VITRINE_DATA), or over
// a hundred thousand that are made up. Beside it, in the same page: every name compared with what is typed.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { App } from '../support/app.ts';
import { type TestSet, importSets } from '../support/catalog.ts';
import { expect, test } from '../support/fixtures.ts';
import { status } from '../support/guard.ts';
import { Person } from '../support/http.ts';
import { type Server, binary } from '../support/server.ts';
import { percentile, ratio, report, spread } from './figures.ts';

/** Names of which the beginning is typed; each thirtieth has a mistake in it. */
const NAMES = 60;
const LETTERS = 12;

/** A generator of our own, for the same names everywhere: SplitMix32. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % below;
  };
}

/** Brings a catalogue in; answers the names of Magic's cards. */
function catalogue(server: Server): string[] {
  const data = process.env['VITRINE_DATA'] ?? join(import.meta.dirname, '../../../shared/data');
  const file = join(data, 'catalog/rarebox.tar.gz');
  if (!existsSync(file)) return madeUp(server);
  execFileSync(binary, ['catalog', '--data-dir', server.dataDir, 'import', file], { stdio: 'pipe' });
  const options = { encoding: 'utf8', maxBuffer: 1 << 30 } as const;
  const sets = execFileSync('tar', ['xzOf', file, '--wildcards', '*catalog/mtg/sets/*.json'], options);
  return [...sets.matchAll(/"name": ?("(?:[^"\\]|\\.)*"), ?"number"/g)].map((found) => JSON.parse(found[1] ?? '""') as string);
}

function madeUp(server: Server): string[] {
  const below = seeded(7);
  const syllables = ['ba', 'dor', 'eli', 'fen', 'gra', 'hul', 'im', 'jor', 'kes', 'lun', 'mar', 'nox', 'or', 'pel', 'quin', 'ras', 'sol', 'tir', 'ul', 'ven'];
  const word = () => Array.from({ length: 2 + below(2) }, () => syllables[below(syllables.length)]).join('');
  const name = () => Array.from({ length: 1 + below(3) }, word).join(' ');
  const sets: TestSet[] = Array.from({ length: 250 }, (_, i) => {
    const cards = Array.from({ length: 400 }, (_, n) => ({ number: String(n + 1), name: name() }));
    return { id: `s${i}`, name: `Set of ${word()}`, released: '2024-01-01', cards };
  });
  importSets(server, 'mtg', sets);
  return sets.flatMap((set) => set.cards.map((card) => card.name));
}

/** What is typed, letter by letter: beginnings of names, some with a letter that is wrong. */
function typed(names: string[]): string[] {
  const below = seeded(11);
  return Array.from({ length: NAMES }, (_, i) => {
    const name = (names[below(names.length)] ?? '').toLowerCase().slice(0, LETTERS);
    return i % 3 === 2 && name.length > 5 ? `${name.slice(0, 4)}x${name.slice(5)}` : name;
  });
}

test('the search of the catalogue, letter by letter', async ({ world }, info) => {
  test.setTimeout(600_000);
  const names = catalogue(world.server);
  // There is no network to fetch pictures over.
  world.guard.expect(status(404));
  const device = await world.device('laptop');
  const app = await App.signUp(device, new Person(world.server.url, 'Search'));
  // The search runs when the letter is on the screen, in a task of its own: its time is that task's.
  await app.page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    const later = window.setTimeout.bind(window);
    const timed = (run: () => void, delay?: number, ...rest: unknown[]): number => {
      if (typeof run !== 'function' || delay) return later(run, delay, ...rest);
      return later(() => {
        const begun = performance.now();
        run();
        tasks.push(performance.now() - begun);
      });
    };
    Object.assign(window, { setTimeout: timed });
  });
  await app.page.goto(new URL('/settings', app.page.url()).href);
  await app.page.getByRole('button', { name: 'Get Magic' }).click();
  await expect(app.page.getByRole('button', { name: 'Remove Magic' })).toBeVisible();
  await app.go('Add');
  const find = app.page.getByRole('combobox', { name: 'Find a card' });
  await find.fill(names[0] ?? '');
  await expect(app.page.getByTestId('found').getByRole('row').first()).toBeVisible();

  const times = await find.evaluate(async (field, { texts, names }) => {
    const tasks = (window as unknown as { tasks: number[] }).tasks;
    const folded = names.map((name) => name.toLowerCase());
    const times = { typing: [] as number[], search: [] as number[], shown: [] as number[], scan: [] as number[] };
    const rest = async (delay: number) => {
      await new Promise((done) => setTimeout(done, delay));
    };
    const write = (text: string): void => {
      (field as HTMLInputElement).value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    let sum = 0;
    for (const text of texts) {
      for (let end = 1; end <= text.length; end++) {
        const letters = text.slice(0, end);
        tasks.length = 0;
        const begun = performance.now();
        write(letters);
        times.typing.push(performance.now() - begun);
        while (tasks.length === 0) await new Promise((done) => requestAnimationFrame(done));
        document.body.getBoundingClientRect();
        times.shown.push(performance.now() - begun);
        times.search.push(Math.max(...tasks));
        const scanning = performance.now();
        sum += folded.filter((name) => name.includes(letters)).slice(0, 50).length;
        times.scan.push(performance.now() - scanning);
        await rest(40);
      }
      write('');
      await rest(40);
    }
    if (sum === 0) throw new Error('the baseline found nothing');
    return times;
  }, { texts: typed(names), names });

  const count = names.length.toLocaleString('en');
  report(info, {
    what: `a keystroke in the search of ${count} cards: the search, after the letter is drawn, p50 / p99`,
    value: spread(times.search),
    aim: '10 ms',
    baseline: `every name compared in JavaScript ${spread(times.scan)}: ${ratio(percentile(times.search, 0.5), percentile(times.scan, 0.5))}`,
  });
  report(info, { what: 'the same: the handler of the key, before the letter is drawn, p50 / p99', value: spread(times.typing) });
  report(info, { what: 'the same: from the key until the cards are laid out, two frames in it, p50 / p99', value: spread(times.shown) });
});
