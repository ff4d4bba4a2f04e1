// What an alarm sounds like, and what this screen tells the server: that it answers, what it shows, whether it can be
// heard. It reads the alarm bar and decides nothing. Nothing is kept in the browser.
"use strict";

(() => {
  const body = document.body;
  const REPORT = document.querySelector("[data-report]").dataset.report;
  const ANSWER_MS = 5000;
  const STALE_MS = 5000;
  const SETTLE_MS = 2000;
  // Pulses: seconds from the beginning. High: ten fast ones in two groups; medium: three; low: two, once.
  const PATTERNS = {
    high: { pulses: [0, 0.2, 0.4, 0.75, 0.95, 1.45, 1.65, 1.85, 2.2, 2.4], length: 0.14, tone: 880, every: 5000 },
    medium: { pulses: [0, 0.35, 0.7], length: 0.22, tone: 660, every: 10000 },
    low: { pulses: [0, 0.5], length: 0.3, tone: 440, every: Infinity },
  };
  const navigation = performance.getEntriesByType("navigation")[0];
  const began = performance.now();
  const state = {
    reloaded: navigation?.type === "reload",
    played: "",
    playedAt: -Infinity,
    once: document.querySelector("#alarm-bar [data-once]")?.dataset.once ?? "",
    shown: null,
    answered: -Infinity,
    staleAt: null,
    leaving: false,
  };

  let audio = null;
  try {
    audio = new AudioContext();
  } catch {
    // a browser without sound: the report says so
  }

  function play(name) {
    if (!audio) return;
    const pattern = PATTERNS[name];
    const start = audio.currentTime + 0.02;
    for (const at of pattern.pulses) {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      tone.frequency.value = pattern.tone;
      loud.gain.setValueAtTime(0, start + at);
      loud.gain.linearRampToValueAtTime(0.6, start + at + 0.02);
      loud.gain.setValueAtTime(0.6, start + at + pattern.length - 0.02);
      loud.gain.linearRampToValueAtTime(0, start + at + pattern.length);
      tone.connect(loud).connect(audio.destination);
      tone.start(start + at);
      tone.stop(start + at + pattern.length);
    }
    body.dataset.played = name;
  }

  // A cut screen knows no newer alarm: it sounds for itself, and loudest while STOP is not recorded.
  function wanted() {
    if (body.hasAttribute("data-unsent")) return "high";
    if (state.staleAt !== null && performance.now() - state.staleAt > Number(body.dataset.staleSound) * 1000 - STALE_MS) return "medium";
    return document.querySelector("#alarm-bar [data-pattern]")?.dataset.pattern ?? "";
  }

  function sound() {
    const name = wanted();
    const once = document.querySelector("#alarm-bar [data-once]")?.dataset.once ?? "";
    const isNew = name !== state.played;
    if (name === "low") {
      if (once !== state.once) play(name);
      state.once = once;
    } else if (name && (isNew || performance.now() - state.playedAt >= PATTERNS[name].every)) {
      play(name);
      state.playedAt = performance.now();
    }
    state.played = name;
  }

  // The bar of a cut screen: below a HIGH alarm, which stays in sight, and in place of any other.
  function showStale() {
    const bar = document.getElementById("alarm-bar");
    let own = bar.querySelector("[data-stale-bar]");
    if (state.staleAt === null || body.hasAttribute("data-unsent")) {
      own?.remove();
      return;
    }
    if (!own) {
      own = document.createElement("div");
      own.className = "alarm alarm-medium";
      own.setAttribute("role", "alert");
      own.dataset.staleBar = "";
      own.innerHTML = '<span class="stars" aria-hidden="true">**</span><p class="alarm-words">No connection for <span></span>. The numbers below are old. Use the plan on paper.</p>';
      bar.append(own);
    }
    const seconds = Math.floor((performance.now() - state.staleAt + STALE_MS) / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const words = own.querySelector(".alarm-words span");
    if (words.textContent !== time) words.textContent = time;
  }

  function hearing() {
    if (state.reloaded) return "reloaded";
    if (document.hidden) return "hidden";
    if (performance.now() - began < SETTLE_MS) return "ready";
    return audio?.state === "running" ? "ready" : "blocked";
  }

  async function answer(shown) {
    const csrf = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!csrf || state.leaving) return;
    state.answered = performance.now();
    const data = new URLSearchParams({ shown, sound: hearing(), csrfmiddlewaretoken: csrf });
    try {
      const found = await fetch(REPORT, { method: "POST", body: data, credentials: "same-origin", redirect: "error", keepalive: true });
      // a screen without a session is told what was passed on to it
      if (found.status === 200) document.getElementById("alarm-bar").innerHTML = await found.text();
    } catch {
      // the server misses the answer, and says so at other stations
    }
  }

  function tick() {
    const stale = body.classList.contains("is-stale");
    if (stale && state.staleAt === null) state.staleAt = performance.now();
    if (!stale) state.staleAt = null;
    showStale();
    sound();
    const shown = document.querySelector("#alarm-bar [data-codes]")?.dataset.codes ?? "";
    if (shown !== state.shown || performance.now() - state.answered >= ANSWER_MS) {
      state.shown = shown;
      answer(shown);
    }
  }

  // Whoever touches the page lets it sound; what a page could not play before that, it plays now.
  document.addEventListener("pointerdown", () => { if (audio?.state === "suspended") audio.resume(); });
  document.addEventListener("click", (event) => {
    const name = event.target.closest("[data-play]")?.dataset.play;
    if (name) play(name);
  });
  // A stale page takes STOP and nothing else.
  for (const kind of ["click", "submit"]) {
    document.addEventListener(kind, (event) => {
      if (!body.classList.contains("is-stale") || event.target.closest("[data-stop], [data-play]")) return;
      if (!event.target.closest("a, button, form")) return;
      event.preventDefault();
      event.stopPropagation();
    }, true);
  }
  document.addEventListener("visibilitychange", () => answer(state.shown ?? ""));
  window.addEventListener("pagehide", () => { state.leaving = true; });
  // What is not sent is lost with the page: say so before it goes.
  window.addEventListener("beforeunload", (event) => { if (body.hasAttribute("data-unsent")) event.preventDefault(); });

  setInterval(tick, 250);
  tick();
})();
