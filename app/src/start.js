// Starts the app: the one script of a document. Without its two files a page can be read and does nothing, so they are asked
// for until they come, and the page says that they have not.
const AGAIN_MS = 2000;

// A cache that cannot store a file breaks the answer off: from the second time on it is left out.
async function program(tries) {
  const module = await import($JS);
  const answer = await fetch($WASM, tries ? { cache: 'no-store' } : {});
  if (answer.status === 404) throw new Gone();
  await module.default({ module_or_path: answer });
  return module;
}

// The server has another build by now, and no file of this one: its document names those it has.
class Gone extends Error {}

// Beside the body, which is taken over as the server made it.
const notice = document.createElement('p');
notice.setAttribute('role', 'status');
notice.className = 'still-loading';

let hydrate;
for (let tries = 0; !hydrate; tries += 1) {
  try {
    ({ hydrate } = await program(tries));
  } catch (why) {
    console.warn('Vitrine did not load', why);
    notice.textContent = 'Vitrine is still loading. Trying again\u2026';
    document.documentElement.append(notice);
    await new Promise((done) => setTimeout(done, AGAIN_MS));
    if (why instanceof Gone) location.reload();
  }
}
notice.remove();
hydrate();
