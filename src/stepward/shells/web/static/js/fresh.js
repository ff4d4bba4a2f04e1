// Whether a live page is as new as what the server announced last, and what time it is there. A page is stale when
// nothing was heard, or when what was announced could not be fetched, for five seconds. Time is counted by the clock
// that nobody sets; where both clocks part, as after a sleep or a change of the time, all is asked for anew.
"use strict";

// `address` streams announcements; `isNew` tells whether one is not shown yet; `look` fetches what is announced, shows
// it, and gives the server's time of it, or throws.
function followed({ address, at, isNew, look, heardNow }) {
  const STALE_MS = 5000;
  const AGAIN_MS = 2000;
  const APART_MS = 1500;
  const steady = () => performance.now();
  const apart = () => Date.now() - steady();
  const state = { base: Date.parse(at) - steady(), heard: steady(), current: steady(), apart: apart(), looking: false };

  async function again() {
    if (state.looking) return;
    state.looking = true;
    const began = steady();
    try {
      state.base = Date.parse(await look(AbortSignal.timeout(STALE_MS))) - steady();
      state.current = began;
    } catch {
      // the next announcement tries again; until then the page grows stale
    } finally {
      state.looking = false;
    }
  }

  function hear(word) {
    state.heard = steady();
    heardNow?.();
    if (isNew(word)) again();
    else if (!state.looking) state.current = state.heard;
  }

  // A stream that the server ended comes back by itself; one that was refused, as after a sign-out, does not.
  function listen() {
    const source = new EventSource(address);
    source.addEventListener("message", (event) => hear(event.data));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
    });
  }

  function isStale() {
    if (Math.abs(apart() - state.apart) > APART_MS) {
      state.apart = apart();
      state.current = -Infinity;
      again();
    }
    return steady() - Math.min(state.heard, state.current) > STALE_MS;
  }

  listen();
  return { isStale, again, now: () => steady() + state.base };
}
