// What two devices wrote at once, what was sold twice and what the server refused: found on one page, decided by a
// person, on any device, with or without a network.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Locator } from '@playwright/test';
import { App } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { number } from '../support/db.ts';
import { type World, expect, test } from '../support/fixtures.ts';
import { Person } from '../support/http.ts';
import { binary } from '../support/server.ts';

/** Opens the page with what waits. */
async function attention(app: App): Promise<void> {
  await app.page.goto(new URL('/attention', app.page.url()).href);
  await expect(app.page.getByRole('heading', { level: 1, name: 'Needs attention' })).toBeVisible();
}

function conflicts(app: App): Locator {
  return app.page.getByTestId('conflict');
}

/** The number in the bar; it is not there when nothing waits. */
function waiting(app: App): Locator {
  return app.page.getByTestId('waiting');
}

async function setCost(app: App, cost: string): Promise<void> {
  await app.page.getByRole('button', { name: 'Edit these copies' }).click();
  const form = app.page.locator('form').filter({ has: app.page.getByLabel('How many') });
  await form.getByLabel('Cost of one').fill(cost);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toHaveCount(0);
}

interface Pair {
  app: App;
  person: Person;
  /** Another device, which has seen nothing: whatever it edits is concurrent. */
  other: Client;
  /** The ids of the cards by name. */
  cards: Record<string, string>;
}

/** A device with these cards, each with notes from the hall. */
async function noted(world: World, name: string, cards: string[]): Promise<Pair> {
  const person = new Person(world.server.url, name);
  const app = await App.signUp(await world.device('laptop'), person);
  for (const card of cards) await app.add(card, { cost: '10' });
  const pair: Pair = { app, person, other: await signedIn(person), cards: {} };
  for (const card of cards) {
    await app.go('Collection');
    pair.cards[card] = (await app.openCard(card)).split('/').at(-1) ?? '';
    await app.edit({ Notes: 'from the hall' });
  }
  await app.synced();
  return pair;
}

async function signedIn(person: Person): Promise<Client> {
  await person.signIn();
  return await Client.of(person);
}

/** The other device wrote other notes an hour ago. */
async function alsoNoted({ other, cards }: Pair, card: string, notes: string): Promise<void> {
  const edit = { edit_entry: { id: cards[card], patch: { notes } } };
  expect((await other.push([edit], Date.now() - 3_600_000)).ok).toBe(true);
}

test('a conflict made offline on two devices is settled on a third without a network, and is gone on all', async ({ world }) => {
  const person = new Person(world.server.url, 'Cora');
  const devices = [await world.device('hall'), await world.device('stairs'), await world.device('home')] as const;
  const first = await App.signUp(devices[0], person);
  await first.add('Lantern', { cost: '10' });
  await first.go('Collection');
  await first.synced();
  const second = await App.signIn(devices[1], person);
  const third = await App.signIn(devices[2], person);
  const apps = [first, second, third] as const;
  const card = await first.openCard('Lantern');
  await second.openCard('Lantern');
  for (const device of devices.slice(0, 2)) await device.goOffline();
  await setCost(first, '12');
  await setCost(second, '15');
  for (const device of devices.slice(0, 2)) await device.goOnline();
  for (const app of apps) {
    await app.synced(70_000);
    await expect(waiting(app)).toHaveAccessibleName('Needs attention 1', { timeout: 70_000 });
  }

  await waiting(third).click();
  const conflict = conflicts(third);
  await expect(conflict).toContainText('Two devices changed the cost at the same time.');
  await expect(conflict.locator('.stands')).toContainText('$15.00');
  await expect(conflict.locator('.side').last()).toContainText('$12.00');
  // Two devices of a kind, told apart; neither is this one.
  await expect(conflict.locator('.side')).toContainText([/Chrome on Linux/, /Chrome on Linux/]);
  await expect(conflict).not.toContainText('this device');

  await devices[2].goOffline();
  await third.offline();
  await expect(conflict.locator('.side')).toContainText([/Chrome on Linux/, /Chrome on Linux/]);
  await conflict.getByRole('button', { name: 'Use $12.00' }).click();
  await expect(third.page.getByText('Nothing needs your attention')).toBeVisible();
  await expect(waiting(third)).toHaveCount(0);
  await expect(waiting(first)).toHaveCount(1);
  await devices[2].goOnline();
  for (const app of apps) {
    await expect(waiting(app)).toHaveCount(0, { timeout: 70_000 });
    await app.page.goto(new URL(card, app.page.url()).href);
    await expect(app.page.getByTestId('lots')).toContainText('$12.00 each', { timeout: 30_000 });
    await app.synced(70_000);
  }
  await expect.poll(() => number(world.server.database, "select count(*) from records where kind = 'conflict' and alive = 1")).toBe(0);
});

test('notes are compared word by word, merged by hand, and the merge is one action to take back', async ({ world }) => {
  const pair = await noted(world, 'Cleo', ['Lantern']);
  const { app } = pair;
  const long = (where: string) => `Bought from the ${where}, signed by the artist on the day.\nBack is off centre.`;
  await app.edit({ Notes: long('hall') });
  await app.synced();
  await alsoNoted(pair, 'Lantern', long('stairs'));
  await attention(app);
  const difference = app.page.getByTestId('difference').locator('.text');
  await expect(difference.locator('ins')).toHaveText('hall, ');
  await expect(difference.locator('del')).toHaveText('stairs, ');

  await conflicts(app).getByRole('button', { name: 'Edit by hand' }).click();
  const text = app.page.getByTestId('by-hand').getByLabel('Text');
  await expect(text).toHaveValue(`${long('hall').split('\n')[0]}\n${long('stairs')}`);
  await text.fill('Bought from both.');
  await app.page.getByRole('button', { name: 'Save and settle' }).click();
  await expect(app.page.getByText('Nothing needs your attention')).toBeVisible();
  const stored = "select count(*) from records where kind = 'entry' and body like '%Bought from both.%'";
  await expect.poll(() => number(world.server.database, stored)).toBe(1);

  await app.page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect(difference.locator('del')).toHaveText('stairs, ');
  await app.synced();
  await expect.poll(() => number(world.server.database, stored)).toBe(0);
});

test('a price is written by hand, and what cannot be read is said at its field', async ({ world }) => {
  const { app, other, cards } = await noted(world, 'Cyra', ['Lantern']);
  const rows = (await other.pull()).rows as [string, { lot?: { is: { entry: string } } }][];
  const lot = rows.find(([, record]) => record.lot?.is.entry === cards['Lantern'])?.[0].split(':')[1];
  await setCost(app, '12');
  await app.synced();
  const cost = { edit_lot: { entry: cards['Lantern'], id: lot, patch: { cost: { minor: 900, currency: 'USD' } } } };
  expect((await other.push([cost], Date.now() - 3_600_000)).ok).toBe(true);
  await attention(app);
  await conflicts(app).getByRole('button', { name: 'Edit by hand' }).press('Enter');
  const form = app.page.getByTestId('by-hand');
  await expect(form.getByLabel('Amount')).toBeFocused();
  await expect(form.getByLabel('Amount')).toHaveValue('12.00');
  await form.getByLabel('Amount').fill('cheap');
  await form.getByLabel('Amount').press('Enter');
  await expect(form.locator('.wrong')).toContainText('This is not an amount of USD.');
  await form.getByLabel('Amount').fill('10.50');
  await form.getByLabel('Amount').press('Enter');
  await expect(app.page.getByText('Nothing needs your attention')).toBeVisible();
  await app.page.goto(new URL(`/card/${cards['Lantern']}`, app.page.url()).href);
  await expect(app.page.getByTestId('lots')).toContainText('$10.50 each');
  await app.synced();
});

test('many are settled in one action with the keyboard, and taken back as one', async ({ world }) => {
  const names = ['Amber', 'Basalt', 'Cobalt', 'Dusk'];
  const pair = await noted(world, 'Cato', names);
  const { app } = pair;
  for (const name of names) await alsoNoted(pair, name, `stairs, ${name}`);
  await attention(app);
  await expect(conflicts(app)).toHaveCount(4);
  await expect(waiting(app)).toHaveAccessibleName('Needs attention 4');

  // One by one: the focus goes to the next.
  await conflicts(app).first().getByRole('button', { name: 'Keep from the hall' }).press('Enter');
  await expect(conflicts(app)).toHaveCount(3);
  await expect(conflicts(app).first()).toBeFocused();
  await expect(conflicts(app).first()).toContainText('Basalt');

  await app.page.getByLabel('Choose Basalt, the notes').check();
  await app.page.getByLabel('Choose Dusk, the notes').check();
  await app.page.getByRole('button', { name: 'Use the other values (2)' }).press('Enter');
  await expect(conflicts(app)).toHaveCount(1);
  await expect(conflicts(app)).toContainText('Cobalt');
  const used = "select count(*) from records where kind = 'entry' and body like '%\"notes\":\"stairs, %'";
  await expect.poll(() => number(world.server.database, used)).toBe(2);

  await app.page.locator('.toast', { hasText: 'Settled 2 conflicts.' }).getByRole('button', { name: 'Undo' }).click();
  await expect(conflicts(app)).toHaveCount(3);
  await expect.poll(() => number(world.server.database, used)).toBe(0);
  await app.page.getByRole('button', { name: 'Keep what stands (all 3)' }).click();
  await expect(app.page.getByText('Nothing needs your attention')).toBeVisible();
  await app.synced();
  await expect.poll(() => number(world.server.database, "select count(*) from records where kind = 'conflict' and alive = 1")).toBe(0);
});

test('a refused price is said with its reason, goes back into its form, and is stored once the role allows it', async ({ world }) => {
  const { app, person, cards } = await noted(world, 'Cleon', ['Lantern']);
  const ledger = (await person.me()).ledgers[0]?.ledger ?? '';
  const member = ['member', 'add', '--data-dir', world.server.dataDir, '--ledger', ledger, '--name', 'Cleon', '--leave-without-owner'];
  const give = (role: string) => execFileSync(binary, [...member, '--role', role]);
  give('viewer');
  await setCost(app, '12.50');
  await expect(app.status).toHaveText('Needs attention 1', { timeout: 30_000 });
  await attention(app);
  const tray = app.page.getByTestId('tray').locator('> li');
  await expect(tray).toContainText('Edit a purchase · Lantern');
  await expect(tray).toContainText('Cost of one: $12.50');
  await expect(tray).toContainText('You may look at this collection, but not change it.');
  const answered = app.page.waitForResponse((response) => response.url().endsWith('/api/v1/push'));
  await tray.getByRole('button', { name: 'Try again' }).click();
  await answered;
  // Refused once more: there is never less than one of it, and in the end no more.
  await expect(app.page.getByText('1 edit is tried again.')).toBeVisible();
  await expect(app.status).toHaveText('Needs attention 1', { timeout: 30_000 });
  await expect(tray).toHaveCount(1);

  give('owner');
  await app.page.reload();
  await tray.getByRole('button', { name: 'Edit and retry' }).click();
  await expect(app.page.getByRole('heading', { level: 1, name: 'Lantern' })).toBeVisible();
  const form = app.page.locator('form').filter({ has: app.page.getByLabel('How many') });
  await expect(form.getByLabel('Cost of one')).toHaveValue('12.50');
  await form.getByLabel('Cost of one').fill('13');
  await form.getByRole('button', { name: 'Save' }).click();
  await app.synced();
  await expect(app.page.getByTestId('lots')).toContainText('$13.00 each');
  await attention(app);
  await expect(app.page.getByText('Nothing needs your attention')).toBeVisible();
  const stored = `select count(*) from records where kind = 'lot' and body like '%"minor":1300%' and body like '%${cards['Lantern']}%'`;
  await expect.poll(() => number(world.server.database, stored)).toBe(1);
});

test('the bar counts conflicts, cards that were sold twice and refused edits, and each has its place', async ({ world }) => {
  const pair = await noted(world, 'Cyrus', ['Lantern', 'Compass']);
  const { app, person, other, cards } = pair;
  await alsoNoted(pair, 'Lantern', 'from the stairs');
  const sale = { kind: 'sell', quantity: 1, gross: { minor: 2000, currency: 'USD' } };
  const sell = () => ({ sell: { sales: [{ ...sale, id: randomUUID(), entry: cards['Compass'] }] } });
  expect((await other.push([sell(), sell()])).ok).toBe(true);
  await expect(waiting(app)).toHaveAccessibleName('Needs attention 2', { timeout: 30_000 });
  const ledger = (await person.me()).ledgers[0]?.ledger ?? '';
  const member = ['member', 'add', '--data-dir', world.server.dataDir, '--ledger', ledger, '--name', 'Cyrus', '--leave-without-owner'];
  execFileSync(binary, [...member, '--role', 'viewer']);
  await app.edit({ Finish: 'holo' });
  await expect(app.status).toHaveText('Needs attention 3', { timeout: 30_000 });
  await expect(waiting(app)).toHaveCount(0);
  execFileSync(binary, [...member, '--role', 'owner']);

  await attention(app);
  const tray = app.page.getByTestId('tray').locator('> li');
  await expect(tray).toContainText('Finish: holo');
  await tray.getByRole('button', { name: 'Try again' }).click();
  await expect(tray).toHaveCount(0, { timeout: 30_000 });
  await expect(waiting(app)).toHaveAccessibleName('Needs attention 2');
  const oversold = app.page.getByTestId('oversold-cards');
  await expect(oversold).toContainText('\u{2212}1: sold twice?');
  await expect(oversold.getByRole('button', { name: 'Reverse' })).toHaveCount(2);
  await oversold.getByRole('button', { name: 'Add 1 forgotten copy' }).click();
  await expect(oversold).toHaveCount(0);
  await app.page.locator('.toast', { hasText: 'Added 1 copy, cost and day unknown.' }).getByRole('button', { name: 'Undo' }).click();
  await oversold.getByRole('button', { name: 'Reverse' }).first().click();
  await expect(oversold).toHaveCount(0);
  await expect(waiting(app)).toHaveAccessibleName('Needs attention 1');
  await app.synced();
});
