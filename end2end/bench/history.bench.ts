// The history: opening a long one, and what it costs the server's disk to keep it.
import { randomUUID } from 'node:crypto';
import { App } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { rows } from '../support/db.ts';
import { expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { ms, percentile, ratio, report, spread } from './figures.ts';

test.use({ serverOptions: { args: ['--mutations-burst', '1000000'] } });

const CHANGES = 1_000;

interface Card {
  client: Client;
  person: Person;
  entry: string;
  lot: string;
}

/** A person with one card, of which there are `quantity`. */
async function withCard(url: string, quantity: number): Promise<Card> {
  const person = new Person(url, 'History');
  await person.signUp();
  const client = await Client.of(person);
  const [entry, lot] = [randomUUID(), randomUUID()];
  const cost = { minor: 1000, currency: 'USD' };
  const card = { game: 'mtg', set: 'TST', set_name: 'Test Set', number: '1', name: 'Aardvark' };
  const holding = { id: entry, entry: { card }, lots: [{ id: lot, quantity, cost, acquired: '2026-03-01', kind: 'buy' }] };
  await all(client, [{ add: { holdings: [holding] } }]);
  return { client, person, entry, lot };
}

/** Pushes mutations, a hundred at a time. */
async function all(client: Client, mutations: unknown[]): Promise<void> {
  for (let from = 0; from < mutations.length; from += 100) {
    const answer = await client.push(mutations.slice(from, from + 100));
    const text = await answer.text();
    if (!answer.ok || text.includes('rejected')) throw new Error(`push: ${answer.status} ${text.slice(0, 300)}`);
  }
}

function price({ entry, lot }: Card, i: number): unknown {
  return { edit_lot: { entry, id: lot, patch: { cost: { minor: 1001 + i, currency: 'USD' } } } };
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const start = performance.now();
  const done = await work();
  return [performance.now() - start, done];
}

test('a timeline of 1,000 changes', async ({ world }, info) => {
  const card = await withCard(world.server.url, 1);
  await all(card.client, Array.from({ length: CHANGES - 1 }, (_, i) => price(card, i)));
  const { person, client, entry } = card;
  const ask = async (limit: number, before?: number) => {
    const answer = await person.post('history', { request: { ledger: client.ledger, entry, limit, before } });
    return (await answer.json()) as { actions: unknown[]; before: number | null };
  };
  const [first, nothing, whole]: number[][] = [[], [], []];
  for (let i = 0; i < 50; i++) {
    first?.push((await timed(() => ask(20)))[0]);
    nothing?.push((await timed(() => person.me()))[0]);
  }
  for (let i = 0; i < 10; i++) {
    const [took, told] = await timed(async () => {
      let [told, before] = [0, undefined as number | undefined];
      do {
        const part = await ask(200, before);
        told += part.actions.length;
        before = part.before ?? undefined;
      } while (before !== undefined);
      return told;
    });
    expect(told).toBe(CHANGES);
    whole?.push(took);
  }
  const idle = percentile(nothing ?? [], 0.5);
  report(info, {
    what: 'timeline of 1,000 changes: the server gives the first 20, p50 / p99',
    value: spread(first ?? []),
    baseline: `who am I ${spread(nothing ?? [])}; ${ratio(percentile(first ?? [], 0.5), idle)}`,
  });
  report(info, { what: 'the same: all 1,000, in five parts, p50', value: ms(percentile(whole ?? [], 0.5)) });

  const app = await App.signIn(await world.device('laptop'), person);
  const opened: number[] = [];
  for (let i = 0; i < 10; i++) {
    await app.go('Collection');
    await app.openCard('Aardvark');
    opened.push(await open(app));
  }
  report(info, { what: 'the same: from the click until the first 20 stand on the screen, p50 / p95', value: spread(opened, 0.95) });
  const [took] = await timed(async () => {
    const [actions, more] = [app.page.getByTestId('action'), app.page.getByRole('button', { name: 'Earlier' })];
    for (let shown = 20; shown < CHANGES; shown += 20) {
      await more.click();
      await expect(actions).toHaveCount(shown + 20);
    }
  });
  report(info, { what: 'the same: all 1,000 on the screen, 49 clicks on Earlier', value: ms(took) });
});

/** Clicks on *History* and waits until twenty actions are drawn. */
async function open(app: App): Promise<number> {
  return await app.page.getByTestId('history').evaluate(async (section) => {
    const start = performance.now();
    section.querySelector('summary')?.click();
    while (section.querySelectorAll('[data-testid=action]').length < 20) await new Promise((done) => setTimeout(done));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
  });
}

const kinds: [string, (card: Card, i: number) => unknown][] = [
  ['a price edit', price],
  [
    'a new card with its copies',
    (_, i) => {
      const card = { game: 'mtg', set: 'TST', set_name: 'Test Set', number: String(i), name: `Card ${i}` };
      const lot = { id: randomUUID(), quantity: 1, cost: { minor: 250, currency: 'USD' }, acquired: '2026-03-01', kind: 'buy' };
      return { add: { holdings: [{ id: randomUUID(), entry: { card }, lots: [lot] }] } };
    },
  ],
  [
    'a sale',
    ({ entry }, i) => {
      const gross = { minor: 1500 + i, currency: 'USD' };
      return { sell: { sales: [{ id: randomUUID(), entry, kind: 'sell', quantity: 1, gross, date: '2026-04-01' }] } };
    },
  ],
];

/** Bytes of the tables' pages by name. */
function sizes(file: string): Map<string, number> {
  const found = rows(file, 'select name, sum(pgsize) as size from dbstat group by name');
  return new Map(found.map((row) => [String(row.name), Number(row.size)]));
}

for (const [what, mutation] of kinds) {
  test(`bytes of history: ${what}`, async ({ world }, info) => {
    const card = await withCard(world.server.url, 10_000);
    // The first thousand fill what is bounded: the results kept for repeats.
    await all(card.client, Array.from({ length: CHANGES }, (_, i) => mutation(card, i)));
    const before = sizes(world.server.database);
    await all(card.client, Array.from({ length: 2 * CHANGES }, (_, i) => mutation(card, CHANGES + i)));
    const after = sizes(world.server.database);
    const each = (names: string[]) =>
      Math.round(names.reduce((sum, name) => sum + (after.get(name) ?? 0) - (before.get(name) ?? 0), 0) / (2 * CHANGES));
    const lines = rows(world.server.database, 'select count(*) as n from history')[0]?.n;
    report(info, {
      what: `on the server's disk (SQLite), ${what}: history / its index / everything`,
      value: `${each(['history'])} / ${each(['history_of_entry'])} / ${each([...after.keys()])} bytes`,
      baseline: `${(Number(lines) / (3 * CHANGES)).toFixed(1)} values each`,
    });
  });
}
