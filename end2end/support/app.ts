// What a person does with Vitrine, in the words on the screen.
import { type Locator, type Page, expect } from '@playwright/test';
import type { Device } from './device.ts';
import type { Person } from './http.ts';

export class App {
  constructor(readonly page: Page) {}

  static async open(device: Device, path = '/'): Promise<App> {
    return new App(await device.open(path));
  }

  /** Makes an account in this browser; ends in its empty collection. */
  static async signUp(device: Device, person: Person): Promise<App> {
    return await App.enter(device, person, '/sign-up', 'Create account');
  }

  static async signIn(device: Device, person: Person): Promise<App> {
    return await App.enter(device, person, '/sign-in', 'Sign in');
  }

  private static async enter(device: Device, person: Person, path: string, button: string): Promise<App> {
    const app = await App.open(device, path);
    await app.page.getByLabel('Name', { exact: true }).fill(person.name);
    await app.page.getByLabel('Password').fill(person.password);
    await app.page.getByRole('button', { name: button }).click();
    await app.page.waitForURL((url) => url.pathname === '/');
    await app.synced();
    return app;
  }

  get status(): Locator {
    return this.page.getByTestId('status');
  }

  /** Nothing waits, here or anywhere. */
  async synced(timeout = 30_000): Promise<void> {
    await expect(this.status).toHaveText('Synced', { timeout });
  }

  async offline(): Promise<void> {
    await expect(this.page.getByTestId('offline')).toBeVisible({ timeout: 30_000 });
  }

  /** Waits until every page works without a network: the service worker has its files. */
  async readyForOffline(): Promise<void> {
    await this.page.evaluate(async () => {
      const ready = await navigator.serviceWorker.ready;
      while (ready.active?.state !== 'activated') await new Promise((done) => setTimeout(done, 20));
    });
  }

  /** Inside the app, without loading a document. */
  async go(name: 'Collection' | 'Overview' | 'Add' | 'Import'): Promise<void> {
    // A laptop has the pages in its bar, a phone at its lower edge: one of the two is drawn.
    await this.page.getByRole('navigation').getByRole('link', { name, exact: true }).filter({ visible: true }).first().click();
  }

  /** Adds a card with the form; the form stays open for the next. */
  async add(name: string, more: { quantity?: number; cost?: string } = {}): Promise<void> {
    if (!new URL(this.page.url()).pathname.startsWith('/add')) await this.go('Add');
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.page.getByLabel('How many').fill(String(more.quantity ?? 1));
    if (more.cost !== undefined) await this.page.getByLabel('Cost of one').fill(more.cost);
    await this.page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(this.page.getByLabel('Name', { exact: true })).toHaveValue('');
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }

  async quantity(name: string): Promise<number> {
    return Number((await this.row(name).getByTestId('quantity').textContent())?.replace(',', ''));
  }

  async expectQuantity(name: string, quantity: number): Promise<void> {
    await expect(this.row(name).getByTestId('quantity')).toHaveText(quantity.toLocaleString('en-US'), { timeout: 30_000 });
  }

  async more(name: string): Promise<void> {
    await this.row(name).getByRole('button', { name: `One more of ${name}` }).click();
  }

  async less(name: string): Promise<void> {
    await this.row(name).getByRole('button', { name: `One less of ${name}` }).click();
  }

  async delete(name: string): Promise<void> {
    await this.row(name).getByRole('button', { name: `Delete ${name}` }).click();
  }

  /** Opens a card's page from the collection and says its address. */
  async openCard(name: string): Promise<string> {
    await this.row(name).getByRole('link', { name, exact: true }).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
    return new URL(this.page.url()).pathname;
  }

  /** Changes fields of the card whose page is open; waits for the *saved* mark. */
  async edit(fields: Record<string, string>): Promise<void> {
    await this.change(fields);
    await this.savedHere();
  }

  /** The same without waiting for the mark. */
  async change(fields: Record<string, string>): Promise<void> {
    const form = this.page.locator('form').filter({ has: this.page.getByLabel('Set code') });
    for (const [label, value] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(value);
    await form.getByRole('button', { name: 'Save' }).click();
  }

  async savedHere(): Promise<void> {
    await expect(this.page.getByTestId('saved')).toHaveText('Saved on this device');
  }

  /** Kills the tab's process: no handler of the page runs. */
  async crash(): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const dead = this.page.waitForEvent('crash');
    session.send('Page.crash').catch(() => undefined);
    await dead;
    await this.page.close();
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  get cards(): Locator {
    return this.page.getByTestId('total-cards');
  }

  async expectCards(count: number): Promise<void> {
    await expect(this.cards).toHaveText(count.toLocaleString('en-US'), { timeout: 30_000 });
  }

  async expectEmpty(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: 'Your case is empty' })).toBeVisible();
  }

  /** How many edits the server has not decided, as the panel says. */
  async waiting(): Promise<number> {
    return Number((await this.fact('Waiting to be sent')).split(' ')[0]?.replace(',', ''));
  }

  /** Does this tab send for its browser? */
  async leads(): Promise<boolean> {
    return (await this.fact('Sends for this browser')) === 'this tab';
  }

  /** One line of the status panel. */
  private async fact(name: string): Promise<string> {
    await this.status.click();
    const line = this.page.getByTestId('sync-panel').first().locator('dt', { hasText: name });
    const text = await line.locator('xpath=following-sibling::dd[1]').textContent();
    await this.status.click();
    return text ?? '';
  }

  async import(name: string, text: string): Promise<void> {
    await this.go('Import');
    await this.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  }
}
