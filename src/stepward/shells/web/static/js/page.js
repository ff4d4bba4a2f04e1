// The theme button without a reload, so that an unsaved plan stays on the screen. Without script the form reloads.
"use strict";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]")) return;
  event.preventDefault();
  const chosen = form.elements.theme.value;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  if (answer.type !== "opaqueredirect") {
    form.submit();
    return;
  }
  const other = chosen === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = chosen;
  document.querySelector('meta[name="color-scheme"]').content = chosen;
  form.elements.theme.value = other;
  form.querySelector("[data-theme-word]").textContent = other[0].toUpperCase() + other.slice(1);
});
