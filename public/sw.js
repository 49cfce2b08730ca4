// The service worker: the app opens without a network, and a build is never mixed with another.
//
// It keeps one thing: the neutral page of its build (`/shell`, no markup of the app, no data of a person) and exactly
// the files that page names. Its cache is named after the build, which stands in the address it was registered with.
// It answers
//   * navigations: from the network; from the neutral page, on every route, when the server does not answer in time, or
//     somebody else answers for it (the sign-in page of a Wi-Fi);
//   * files of its own build: from its cache;
//   * pictures of cards: from a cache of the last few hundred, which outlives builds; a picture is never needed;
//   * everything else, the API and its event stream above all: not at all.

const BUILD = new URL(self.location.href).searchParams.get('v');
const PREFIX = 'vitrine-';
const CACHE = PREFIX + BUILD;
const SHELL = '/shell';
// On every answer of our server; the same name as in `sync/src/wire.rs`.
const MARK = 'x-vitrine-protocol';
// Under `cargo leptos watch` the newest document matters, and not a quick one.
const PATIENCE_MS = BUILD?.startsWith('watch-') ? 60_000 : 2500;
const PICTURES = PREFIX + 'pictures';
const PICTURES_KEPT = 300;
// So many too many before the oldest are thrown out: not with every picture.
const PICTURES_SPARE = 30;

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => event.waitUntil(deleteOtherCaches()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') {
    event.respondWith(navigate(request));
  } else if (url.pathname.startsWith('/pkg/') || url.pathname.startsWith('/icons/')) {
    event.respondWith(asset(request));
  } else if (url.pathname.startsWith('/pictures/')) {
    event.respondWith(picture(event, request));
  }
});

self.addEventListener('message', (event) => {
  // A new worker waits until a person accepts it, or until the only open tab runs its build already.
  if (event.data === 'activate') self.skipWaiting();
  if (event.data === 'activate-if-alone') event.waitUntil(activateIfAlone());
  // Sign-out. Nothing private is kept here but which pictures somebody has looked at.
  if (event.data === 'wipe') event.waitUntil(Promise.all([caches.delete(PICTURES), deleteOtherCaches()]));
});

async function fill() {
  const shell = await fetch(SHELL, { cache: 'no-store', credentials: 'omit' });
  const html = shell.ok ? await shell.clone().text() : '';
  // Between the page that registered this worker and now the server may have changed: then its own page will register
  // its own worker, and this one must not keep a mixture.
  if (!html.includes(`"vitrine-build" content="${BUILD}"`)) throw new Error('the server has another build');
  const names = html.matchAll(/["' ]\/(?:pkg|icons)\/[^"'\s]+/g);
  const files = new Set([...names].map((match) => match[0].slice(1)));
  const cache = await caches.open(CACHE);
  await cache.addAll([...files]);
  await cache.put(SHELL, shell);
}

async function navigate(request) {
  const answered = fetch(request);
  const network = answered.then(ours);
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const answer = await Promise.race([network.catch(() => undefined), patience]);
  if (answer) return answer;
  const shell = await (await caches.open(CACHE)).match(SHELL);
  // Without the neutral page, whatever came is better than nothing.
  return shell ?? answered;
}

async function asset(request) {
  const kept = await (await caches.open(CACHE)).match(request);
  return kept ?? fetch(request);
}

async function picture(event, request) {
  const cache = await caches.open(PICTURES);
  const kept = await cache.match(request);
  if (kept) return kept;
  // A picture is never needed: without a network there is none, which is nothing a console has to call an error.
  const response = await fetch(request).catch(() => new Response(null, { status: 204 }));
  // 204 says that there is none now; there may be one later.
  if (response.status === 200) event.waitUntil(keepPicture(cache, request, response.clone()));
  return response;
}

async function keepPicture(cache, request, response) {
  // Where there is no room the picture is fetched again next time.
  await cache.put(request, response).catch(() => undefined);
  // In the order in which they came.
  const all = await cache.keys();
  if (all.length <= PICTURES_KEPT + PICTURES_SPARE) return;
  await Promise.all(all.slice(0, all.length - PICTURES_KEPT).map((old) => cache.delete(old)));
}

// The answer, if our server gave it. A portal answers anything with a page, an empty answer or a redirect to itself, and
// a proxy for a server that is not there; none of them knows our header. Our server redirects nobody (the app leads on by
// itself), so a redirect is a stranger's too: it is opaque here, without headers.
function ours(response) {
  return response.headers.has(MARK) && !isGateway(response.status) ? response : undefined;
}

function isGateway(status) {
  return status >= 502 && status <= 504;
}

async function activateIfAlone() {
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (tabs.length <= 1) await self.skipWaiting();
}

async function deleteOtherCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE && name !== PICTURES).map((name) => caches.delete(name)));
}
