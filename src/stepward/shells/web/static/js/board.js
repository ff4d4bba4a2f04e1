// The board: counts, fetches its rows anew, and says when it is stale. It decides nothing.
"use strict";

(() => {
  const board = document.getElementById("board");
  if (!board) return;
  const STALE_MS = 5000;
  let ahead = Date.parse(board.querySelector("[data-now]").dataset.now) - Date.now();
  let heard = performance.now();
  const two = (number) => String(number).padStart(2, "0");

  function minutes(milliseconds) {
    const seconds = Math.ceil(Math.max(milliseconds, 0) / 1000);
    const whole = Math.floor(seconds / 60);
    if (whole < 60) return `${whole}:${two(seconds % 60)}`;
    return `${Math.floor(whole / 60)}:${two(whole % 60)}:${two(seconds % 60)}`;
  }

  function tick() {
    const stale = performance.now() - heard > STALE_MS;
    document.querySelector("[data-live-word]").textContent = stale ? "STALE" : "Live";
    board.classList.toggle("is-stale", stale);
    if (stale) return;
    const now = Date.now() + ahead;
    document.querySelector("[data-clock]").textContent = new Date(now).toISOString().slice(11, 19);
    for (const item of board.querySelectorAll("[data-ends]")) item.textContent = minutes(Date.parse(item.dataset.ends) - now);
    for (const item of board.querySelectorAll("[data-since]")) item.textContent = minutes(now - Date.parse(item.dataset.since));
  }

  async function look() {
    try {
      const answer = await fetch(board.dataset.board, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".board-rows");
      if (!found) return;
      ahead = Date.parse(found.dataset.now) - Date.now();
      const shown = board.querySelector(".board-rows");
      if (found.dataset.announcement !== shown.dataset.announcement) shown.replaceWith(found);
    } catch {
      // silence is said by the word STALE
    }
  }

  let said = "";
  new EventSource(board.dataset.live).addEventListener("message", (event) => {
    heard = performance.now();
    if (event.data === said) return;
    said = event.data;
    look();
  });
  setInterval(tick, 250);
})();
