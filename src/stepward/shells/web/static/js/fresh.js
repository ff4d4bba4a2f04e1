// Whether a live page is as new as what the server announced last, and what time it is there. A page is stale when
// nothing was heard, or when what was announced could not be fetched, for five seconds. Time is counted by the clock
// that nobody sets; where both clocks part, as after a sleep or a change of the time, all is asked for anew.
"use strict";

// `address` streams announcements; `at` is when the server wrote the page; `isNew` tells whether an announcement is not
// shown yet; `look` fetches what is announced, shows it, and gives the server's time of it, or throws.
function followed({ address, at, isNew, look, heardNow }) {
  const STALE_MS = 5000;
  const AGAIN_MS = 2000;
  const APART_MS = 1500;
  const steady = () => performance.now();
  const apart = () => Date.now() - steady();
  // a page that loads slowly is as old as its first byte
  const made = performance.getEntriesByType("navigation")[0]?.responseStart || steady();
  const state = { base: Date.parse(at) - made, heard: steady(), current: made, apart: apart(), lost: false, looking: false };

  const haveParted = () => Math.abs(apart() - state.apart) > APART_MS;

  // What was asked for before the clocks parted does not tell the time after it.
  async function again() {
    if (state.looking) return;
    state.looking = true;
    const [began, before] = [steady(), state.apart];
    try {
      const base = Date.parse(await look(AbortSignal.timeout(STALE_MS))) - steady();
      if (haveParted() || state.apart !== before) return;
      Object.assign(state, { base, current: began, lost: false });
    } catch {
      // the next announcement tries again; until then the page grows stale
    } finally {
      state.looking = false;
    }
  }

  function hear(word) {
    state.heard = steady();
    heardNow?.();
    if (state.lost || isNew(word)) again();
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

  function isLost() {
    if (haveParted()) {
      state.apart = apart();
      state.lost = true;
      again();
    }
    return state.lost;
  }

  function isStale() {
    return isLost() || steady() - Math.min(state.heard, state.current) > STALE_MS;
  }

  listen();
  return { isStale, isLost, again, now: () => steady() + state.base };
}

// The wall of the place: "60" minutes ahead of UTC, or "120 2026-10-25T01:00:00+00:00 60" where the clock is changed soon.
function wallShift(now, words) {
  const [first, turn, later] = words.split(" ");
  return Number(turn && now >= Date.parse(turn) ? later : first);
}

function wallClock(now, words) {
  return new Date(now + wallShift(now, words) * 60000).toISOString().slice(11, 19);
}

function wallOffset(now, words) {
  const shift = wallShift(now, words);
  const two = (number) => String(number).padStart(2, "0");
  return `UTC${shift < 0 ? "-" : "+"}${two(Math.floor(Math.abs(shift) / 60))}:${two(Math.abs(shift) % 60)}`;
}
