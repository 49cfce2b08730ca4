// A client of the protocol without a browser: numbers its mutations and pushes them, as docs/protocol.md says. For
// what a test needs to be there before it starts, and for asking what a stranger would be answered.
import { randomUUID } from 'node:crypto';
import { Person } from './http.ts';

export interface Holding {
  name: string;
  quantity?: number;
  cents?: number;
  acquired?: string;
  /** The collector number in the set TST; 1 unless said. */
  number?: string;
  /** How many lots, all alike; one unless said. */
  lots?: number;
}

export interface PullAnswer {
  status: number;
  rows: [string, unknown][];
}

export class Client {
  private n = 0;
  private readonly id = randomUUID();

  private constructor(
    private readonly person: Person,
    private readonly account: string,
    readonly ledger: string,
  ) {}

  /** Speaks for `person` in their first ledger, or in any other. */
  static async of(person: Person, ledger?: string): Promise<Client> {
    const me = await person.me();
    return new Client(person, me.account, ledger ?? me.ledgers[0]?.ledger ?? '');
  }

  /** `madeMs`: when a person did it, by the clock of their device. */
  async push(mutations: unknown[], madeMs = Date.now()): Promise<Response> {
    const items = mutations.map((mutation) => {
      this.n += 1;
      const stamp = (BigInt(madeMs) << 20n).toString(16).padStart(16, '0');
      return { n: this.n, stamp, base: { epoch: 1, cursor: 0 }, body: { mutation } };
    });
    return await this.person.post('push', { request: { hello: this.hello, mutations: items } });
  }

  async pull(cursor = 0): Promise<PullAnswer> {
    const answer = await this.person.post('pull', { request: { hello: this.hello, cursor } });
    const body = (await answer.json()) as { rows?: [string, unknown][] };
    return { status: answer.status, rows: body.rows ?? [] };
  }

  /** Adds entries, a hundred in a mutation and one mutation in a push. */
  async add(holdings: Holding[]): Promise<void> {
    for (let from = 0; from < holdings.length; from += 100) {
      const answer = await this.push([{ add: { holdings: holdings.slice(from, from + 100).map(newHolding) } }]);
      if (!answer.ok) throw new Error(`push: ${answer.status} ${await answer.text()}`);
    }
  }

  private get hello(): unknown {
    return { protocol: 1, schema: 1, client: this.id, ledger: this.ledger, account: this.account, epoch: 0 };
  }
}

export function manyHoldings(count: number, lots = 1): Holding[] {
  const words = ['Amber', 'Basalt', 'Cobalt', 'Dusk', 'Ember', 'Fern', 'Glass', 'Harbour', 'Iris', 'Jade'];
  return Array.from({ length: count }, (_, i) => ({
    name: `${words[i % 10]} ${words[Math.floor(i / 10) % 10]} ${String(i).padStart(6, '0')}`,
    quantity: 1 + (i % 4),
    cents: 25 + ((i * 37) % 9000),
    lots,
    acquired: `2026-${String(1 + (i % 9)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
  }));
}

function newHolding(holding: Holding): unknown {
  const lot = () => ({
    id: randomUUID(),
    quantity: holding.quantity ?? 1,
    cost: holding.cents === undefined ? undefined : { minor: holding.cents, currency: 'USD' },
    acquired: holding.acquired,
    kind: 'buy',
  });
  const lots = Array.from({ length: holding.lots ?? 1 }, lot);
  const card = { game: 'mtg', set: 'TST', set_name: 'Test Set', number: holding.number ?? '1', name: holding.name };
  return { id: randomUUID(), entry: { card, condition: { scale: 'tcg', code: 'NM' }, language: 'en' }, lots };
}
