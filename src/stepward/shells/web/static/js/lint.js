// In a marked table N and P go to the next and the previous fault; a button prints. Without script the links do it.
"use strict";

document.addEventListener("keydown", (event) => {
  const step = { n: 1, p: -1 }[event.key.toLowerCase()];
  const table = event.target.closest("[data-marked-table]");
  if (!step || !table || event.ctrlKey || event.metaKey || event.altKey) return;
  const faults = [...document.querySelectorAll("[data-marked-table] [data-fault]")];
  if (!faults.length) return;
  const here = faults.indexOf(document.activeElement.closest("[data-fault]"));
  const next = here < 0 && step < 0 ? faults.length - 1 : (here + step + faults.length) % faults.length;
  event.preventDefault();
  faults[next].focus();
});

// What prints needs script: it is hidden until script shows it, on the first page and on each answer.
const showPrint = () => {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
};
showPrint();
document.addEventListener("htmx:after:swap", showPrint);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) {
    window.print();
    return;
  }
  const link = event.target.closest('a[href^="#fault-"]');
  const fault = link && document.getElementById(link.hash.slice(1));
  if (!fault) return;
  event.preventDefault();
  fault.focus();
});
