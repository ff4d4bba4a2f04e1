// The board: counts, fetches its rows anew, and says when it is stale. It decides nothing.
"use strict";

(() => {
  const board = document.getElementById("board");
  if (!board) return;
  let said = "";
  let shown = "";
  const page = followed({
    address: board.dataset.live,
    at: board.querySelector("[data-now]").dataset.now,
    isNew: (word) => {
      said = word;
      return word !== shown;
    },
    look,
  });
  const two = (number) => String(number).padStart(2, "0");

  function minutes(milliseconds) {
    const seconds = Math.ceil(Math.max(milliseconds, 0) / 1000);
    const whole = Math.floor(seconds / 60);
    if (whole < 60) return `${whole}:${two(seconds % 60)}`;
    return `${Math.floor(whole / 60)}:${two(whole % 60)}:${two(seconds % 60)}`;
  }

  function tick() {
    const stale = page.isStale();
    document.querySelector("[data-live-word]").textContent = stale ? "STALE" : "Live";
    board.classList.toggle("is-stale", stale);
    if (stale) return;
    const now = page.now();
    document.querySelector("[data-clock]").textContent = wallClock(now, board.querySelector("[data-shift]").dataset.shift);
    for (const item of board.querySelectorAll("[data-ends]")) item.textContent = minutes(Date.parse(item.dataset.ends) - now);
    for (const item of board.querySelectorAll("[data-since]")) item.textContent = minutes(now - Date.parse(item.dataset.since));
  }

  async function look(signal) {
    const word = said;
    const answer = await fetch(board.dataset.board, { credentials: "same-origin", redirect: "error", signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".board-rows");
    const rows = board.querySelector(".board-rows");
    rows.dataset.shift = found.dataset.shift;
    if (found.dataset.announcement !== rows.dataset.announcement) rows.replaceWith(found);
    shown = word;
    return found.dataset.now;
  }

  setInterval(tick, 250);
})();
