// The place beside the bed. It counts down to deadlines that the server sent, fetches the regions when it hears of news,
// says when it is stale, and keeps a STOP that could not be sent. It decides nothing.
"use strict";

(() => {
  const body = document.body;
  const SEND_MS = 5000;
  const AGAIN_MS = 2000;
  const HOUR_MS = 3600000;
  const UNSENT_MS = 1000;
  const state = { waiting: [], sending: false };
  const page = followed({
    address: body.dataset.live,
    at: body.dataset.now,
    isNew: (word) => word !== body.dataset.announcement,
    look,
    heardNow: () => sendWaiting(),
  });
  const two = (number) => String(number).padStart(2, "0");

  function minutes(milliseconds) {
    const seconds = Math.ceil(Math.max(milliseconds, 0) / 1000);
    const whole = Math.floor(seconds / 60);
    if (whole < 60) return `${whole}:${two(seconds % 60)}`;
    return `${Math.floor(whole / 60)}:${two(whole % 60)}:${two(seconds % 60)}`;
  }

  // Below an hour the digits are minutes and seconds, and the unit says so.
  function count(item, left) {
    item.textContent = minutes(left);
    const unit = item.parentElement.querySelector("[data-time-unit]");
    if (unit && left < HOUR_MS && !unit.textContent.startsWith("min")) unit.textContent = `min ${unit.textContent}`;
    if (unit) item.classList.toggle("is-long", left >= HOUR_MS);
  }

  function tick() {
    const stale = page.isStale();
    body.classList.toggle("is-stale", stale);
    showStale(stale);
    if (stale) return;
    const now = page.now();
    for (const item of document.querySelectorAll("[data-clock]")) item.textContent = wallClock(now, body.dataset.shift);
    for (const item of document.querySelectorAll("[data-offset]")) item.textContent = wallOffset(now, body.dataset.shift);
    for (const item of document.querySelectorAll("[data-ends]")) count(item, Date.parse(item.dataset.ends) - now);
    for (const item of document.querySelectorAll("[data-since]")) item.textContent = minutes(now - Date.parse(item.dataset.since));
  }

  function showStale(stale) {
    const word = document.querySelector("[data-live-word]");
    if (word) word.textContent = stale ? "STALE" : "Live";
    const time = document.querySelector("[data-time]");
    if (!time) return;
    if (stale && !time.dataset.kept) {
      time.dataset.kept = time.innerHTML;
      time.innerHTML = '<span class="giant-word">STALE</span>';
    } else if (!stale && time.dataset.kept) {
      time.innerHTML = time.dataset.kept;
      delete time.dataset.kept;
    }
  }

  async function look(signal) {
    const answer = await fetch(body.dataset.regions, { credentials: "same-origin", redirect: "error", signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("regions");
    body.dataset.announcement = found.dataset.announcement;
    body.dataset.state = found.dataset.state;
    body.dataset.shift = found.dataset.shift;
    for (const part of found.querySelectorAll("[data-region]")) {
      if (part.dataset.region === "alarm-bar" && body.hasAttribute("data-unsent")) continue;
      const target = document.getElementById(part.dataset.region);
      if (target && !(body.dataset.sheet && part.dataset.region === "work")) target.replaceChildren(...part.childNodes);
    }
    return found.dataset.now;
  }

  // STOP acts on touch-down, and is kept until the server has it.
  async function pressStop(form) {
    const at = page.isLost() ? "" : new Date(page.now()).toISOString(); // a page that lost the time claims none
    if (!state.waiting.length) state.waiting.push({ action: form.action, key: crypto.randomUUID(), at });
    setTimeout(() => { if (state.waiting.length) notRecorded(true); }, body.classList.contains("is-stale") ? 0 : UNSENT_MS);
    await sendWaiting();
  }

  async function sendWaiting() {
    if (state.sending) return;
    state.sending = true;
    try {
      while (state.waiting.length) {
        await send(state.waiting[0]);
        state.waiting.shift();
        if (state.waiting.length) continue;
        notRecorded(false);
        location.assign(body.dataset.place);
      }
    } catch {
      notRecorded(true);
    } finally {
      state.sending = false;
    }
  }

  async function send(press) {
    const data = new URLSearchParams({ key: press.key, pressed_at: press.at, csrfmiddlewaretoken: document.querySelector("#actions [name=csrfmiddlewaretoken]")?.value ?? "" });
    const answer = await fetch(press.action, { method: "POST", body: data, credentials: "same-origin", signal: AbortSignal.timeout(SEND_MS) });
    // a page to sign in is no answer to STOP; 409 is: the session is over, and the page says so
    const taken = (answer.ok && new URL(answer.url).pathname.startsWith(body.dataset.place)) || answer.status === 409;
    if (taken) return;
    if (answer.status === 403) page.again(); // the next try carries the token of a newer page
    throw new Error(String(answer.status));
  }

  function notRecorded(shown) {
    body.toggleAttribute("data-unsent", shown);
    const bar = document.getElementById("alarm-bar");
    if (!shown || bar.querySelector("[data-not-recorded]")) return;
    const template = document.createElement("div");
    template.className = "alarm alarm-high";
    template.setAttribute("role", "alert");
    template.dataset.notRecorded = "1";
    template.textContent = "*** NOT RECORDED: stop the pump by hand now";
    bar.replaceChildren(template);
  }

  document.addEventListener("pointerdown", (event) => {
    const form = event.target.closest && event.target.closest("[data-stop]");
    if (!form || !event.target.closest("button")) return;
    event.preventDefault();
    pressStop(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-stop]");
    if (!form) return;
    event.preventDefault();
    if (!state.waiting.length) pressStop(form);
  });
  // One press of a form is one: a second touch while the answer is on its way does nothing.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.closest("[data-stop]")) return;
    const form = event.target;
    if (form.dataset.pressed) event.preventDefault();
    form.dataset.pressed = "1";
    setTimeout(() => { delete form.dataset.pressed; }, AGAIN_MS);
  });
  // A page that the browser kept is old: what it shows is asked for anew.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F9") return;
    const form = document.querySelector("[data-stop]");
    if (form) pressStop(form);
  });

  document.querySelector("[data-refusal]")?.focus();
  setInterval(tick, 250);
  tick();
})();
