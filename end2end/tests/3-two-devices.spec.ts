// Proof 3: what two devices do at the same time ends the same on both, by the rule of the field.
import { App } from '../support/app.ts';
import type { Device } from '../support/device.ts';
import { number } from '../support/db.ts';
import { type World, expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';

interface Pair {
  devices: [Device, Device];
  first: App;
  second: App;
  card: string;
}

/** Two devices of one person, both offline, both on the page of the same card. */
async function apart(world: World): Promise<Pair> {
  const person = new Person(world.server.url, 'Dora');
  const devices: [Device, Device] = [await world.device('first'), await world.device('second')];
  const first = await App.signUp(devices[0], person);
  await first.add('Lantern', { quantity: 5, cost: '10' });
  await first.go('Collection');
  await first.synced();
  const second = await App.signIn(devices[1], person);
  await second.expectQuantity('Lantern', 5);
  const card = await first.openCard('Lantern');
  await second.openCard('Lantern');
  for (const device of devices) await device.goOffline();
  await first.offline();
  await second.offline();
  return { devices, first, second, card };
}

/** Back on the network, one after the other. */
async function together({ devices, first, second }: Pair, order: [0, 1] | [1, 0] = [0, 1]): Promise<void> {
  const apps = [first, second] as const;
  for (const i of order) {
    await devices[i].goOnline();
    await apps[i].synced(70_000);
  }
  for (const app of apps) {
    await app.go('Collection');
    await app.synced(70_000);
  }
}

test('edits of different fields merge', async ({ world }) => {
  const pair = await apart(world);
  await pair.first.edit({ Location: 'Binder 1' });
  await pair.second.edit({ Finish: 'holo' });
  await together(pair);
  for (const app of [pair.first, pair.second]) {
    await app.openCard('Lantern');
    await expect(app.field('Location')).toHaveValue('Binder 1');
    await expect(app.field('Finish')).toHaveValue('holo');
  }
});

for (const order of [[0, 1], [1, 0]] as const) {
  const who = order[0] === 0 ? 'earlier' : 'later';
  test(`of two edits of one field the later stands on both, when the ${who} arrives first`, async ({ world }) => {
    const pair = await apart(world);
    await pair.first.edit({ Finish: 'Foil 1' });
    await pair.second.edit({ Finish: 'Foil 2' });
    await together(pair, [...order]);
    for (const app of [pair.first, pair.second]) {
      await app.openCard('Lantern');
      await expect(app.field('Finish')).toHaveValue('Foil 2');
    }
  });
}

test('of two notes the later stands and the other is kept as a conflict', async ({ world }) => {
  const pair = await apart(world);
  await pair.first.edit({ Notes: 'from the hall' });
  await pair.second.edit({ Notes: 'from the stairs' });
  await together(pair);
  for (const app of [pair.first, pair.second]) {
    await app.openCard('Lantern');
    await expect(app.field('Notes')).toHaveValue('from the stairs');
  }
  const conflicts = "select count(*) from records where kind = 'conflict' and alive = 1 and body like '%from the hall%'";
  await expect.poll(() => number(world.server.database, conflicts)).toBe(1);
});

test('copies counted on both devices add up', async ({ world }) => {
  const pair = await apart(world);
  await pair.first.go('Collection');
  await pair.second.go('Collection');
  await pair.first.more('Lantern');
  await pair.first.more('Lantern');
  await pair.second.less('Lantern');
  await together(pair);
  await pair.first.expectQuantity('Lantern', 6);
  await pair.second.expectQuantity('Lantern', 6);
});

test('an edit later than a delete brings the card back with the edit', async ({ world }) => {
  const pair = await apart(world);
  await pair.first.go('Collection');
  await pair.first.delete('Lantern');
  await pair.second.edit({ Finish: 'Foil 9' });
  await together(pair);
  for (const app of [pair.first, pair.second]) {
    await app.openCard('Lantern');
    await expect(app.field('Finish')).toHaveValue('Foil 9');
  }
});

test('a delete later than an edit stands', async ({ world }) => {
  const pair = await apart(world);
  await pair.second.edit({ Finish: 'Foil 9' });
  await pair.first.go('Collection');
  await pair.first.delete('Lantern');
  await together(pair, [1, 0]);
  for (const app of [pair.first, pair.second]) await expect(app.row('Lantern')).toHaveCount(0);
  await expect.poll(() => number(world.server.database, "select count(*) from records where kind = 'entry' and alive = 1")).toBe(0);
});
