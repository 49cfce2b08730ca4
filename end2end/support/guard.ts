// Fails a test on anything the browser's console calls an error: a broken hydration in a release build says nothing
// else. What a test causes on purpose (a killed server, a refused request) it must name first.
import type { BrowserContext } from '@playwright/test';

/** Chromium's words for a connection that a test cut, by name and nothing wider. */
export const cutConnection =
  /^Failed to load resource: net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)$/;

/** Chromium's words for an answer of this status. */
export function status(code: number): RegExp {
  return new RegExp(`^Failed to load resource: the server responded with a status of ${code} `);
}

export class Guard {
  readonly errors: string[] = [];
  private expected: RegExp[] = [];

  watch(context: BrowserContext, name: string): void {
    context.on('console', (message) => {
      if (message.type() === 'error') this.note(name, message.text(), message.location().url);
      // Leptos warns of hydration in debug builds; in either build a warning about it is a defect. Not what it says, in debug
      // builds, of a document that is drawn and not taken over: the neutral one.
      const drawn = /client-side rendering mode/.test(message.text());
      if (message.type() === 'warning' && /hydrat/i.test(message.text()) && !drawn) this.note(name, message.text(), '');
    });
    context.on('weberror', (error) => this.note(name, error.error().stack ?? String(error.error()), ''));
  }

  /** From now on these are expected. */
  expect(...patterns: RegExp[]): void {
    this.expected.push(...patterns);
  }

  private note(name: string, text: string, where: string): void {
    if (!this.expected.some((pattern) => pattern.test(text))) this.errors.push(`${name}: ${text} ${where}`);
  }
}
