// The replay: the slider and the links fetch the moment alone. Without it every page works by reload.
"use strict";

(() => {
  const form = document.querySelector("[data-replay]");
  const shown = document.getElementById("moment");
  if (!form || !shown) return;
  const slider = form.elements.at;
  let wanted = 0;
  form.querySelector("button").hidden = true;

  async function show(number, { keep = true } = {}) {
    const mine = ++wanted;
    slider.value = number;
    try {
      const answer = await fetch(`?at=${number}&part=1`, { credentials: "same-origin", redirect: "error" });
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".moment");
      if (mine !== wanted) return;
      if (!answer.ok || !found) throw new Error("no moment");
      const focused = document.activeElement?.getAttribute("rel");
      shown.replaceChildren(found);
      if (focused) shown.querySelector(`[rel="${focused}"]`)?.focus();
      if (keep) history.replaceState(null, "", `?at=${number}`);
    } catch {
      location.search = `?at=${number}`;
    }
  }

  slider.addEventListener("input", () => show(slider.value));
  shown.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-at]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.dataset.at);
  });
})();
