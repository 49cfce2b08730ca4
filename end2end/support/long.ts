// A collection of long names and large amounts in several currencies: what a page has to hold without cutting it off.
import { randomUUID } from 'node:crypto';
import { Client } from './client.ts';
import type { Person } from './http.ts';

const NAMES = [
  'Glimmering Custodian of the Ninth Lantern, Keeper of What Was Left Behind on the Stairs',
  'Bannerträgerin',
  'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle',
  'Ash',
  'The Quartermaster’s Daughter & the Clockwork Heron (Extended Art)',
  'ランプの番人',
];
const SETS = ['Chronicles of the Long Winter: Twentieth Anniversary Collector’s Edition', 'Dusk', 'Promotional Cards of the Regional Championships'];
const FINISHES = ['Reverse Holofoil', 'Normal', 'Cracked Ice Holofoil, 1st Edition', ''];
const CURRENCIES = ['USD', 'EUR', 'JPY', 'CHF'];

/** The entries and places that were made. */
export interface Long {
  entries: string[];
  portfolio: string;
}

/** Brings `count` such cards in, with portfolios, binders, grades, prices of their own, sales and a wish. */
export async function bringLong(person: Person, count = 60): Promise<Long> {
  const client = await Client.of(person);
  const [portfolio, binder, box] = [randomUUID(), randomUUID(), randomUUID()];
  const holdings = Array.from({ length: count }, (_, i) => {
    const currency = CURRENCIES[i % 4] ?? 'USD';
    const cost = { minor: i % 7 === 3 ? 7 : 123_456_789 + i, currency };
    const card = { game: 'mtg', set: 'LNG', set_name: SETS[i % 3], number: `${i + 1}/1,205`, name: `${NAMES[i % 6]}${i > 5 ? ` ${i}` : ''}` };
    return {
      id: randomUUID(),
      entry: {
        card,
        finish: FINISHES[i % 4],
        condition: { scale: 'tcg', code: ['NM', 'LP', 'MP'][i % 3] },
        language: 'en',
        ...(i % 5 === 0 ? { grade: { company: 'PSA', value: '10', label: 'Gem Mint' }, flags: { signed: [], misprint: [] } } : {}),
        ...(i % 3 === 0 ? {} : { place: { location: i % 2 ? binder : box, page: '123 back', slot: '17' } }),
        ...(i % 2 ? { portfolio } : {}),
        ...(i % 6 === 5 ? {} : { price: { price: { minor: 123_456_789, currency: 'USD' }, date: '2026-01-02', reason: 'asked a dealer' } }),
        tags: { 'to be looked at again by somebody who knows': [] },
        notes: 'A note without any sense, but with some length to it, so that it has to be broken somewhere.',
      },
      lots: [{ id: randomUUID(), quantity: 2 + (i % 3) * 1_111, cost: i % 4 === 3 && i % 8 > 4 ? undefined : cost, acquired: `2025-12-${10 + (i % 20)}`, kind: 'buy' }],
    };
  });
  const parts: unknown[] = [
    { add_portfolio: { id: portfolio, portfolio: { name: 'What is kept for the children until they are old enough to decide', about: 'none of it for sale' } } },
    { add_location: { id: binder, location: { name: 'The large binder with the brass corners, second shelf', kind: 'binder' } } },
    { add_location: { id: box, location: { name: 'Box 3', kind: 'box' } } },
    { add: { holdings } },
    { add_wish: { id: randomUUID(), wish: { card: holdings[0]?.entry.card, target: { minor: 123_456_789, currency: 'CHF' } } } },
  ];
  const sold = holdings.slice(0, 4).map((holding) => ({
    id: randomUUID(),
    entry: holding.id,
    kind: 'sell',
    quantity: 1,
    gross: { minor: 223_456_789, currency: holding.lots[0]?.cost?.currency ?? 'USD' },
    date: '2026-02-03',
  }));
  parts.push({ sell: { sales: sold } }, { delete: { entries: [holdings.at(-1)?.id] } });
  for (const part of parts) {
    const answer = await client.push([part]);
    const text = await answer.text();
    if (!answer.ok || text.includes('rejected')) throw new Error(`push: ${answer.status} ${text}`);
  }
  return { entries: holdings.slice(0, -1).map((holding) => holding.id), portfolio };
}
