// What has changed in the order dims the old plan at once, until the answer to exactly this order is there.
"use strict";

(() => {
  const order = document.querySelector("[data-order]");
  if (!order) return;
  const words = () => new URLSearchParams(new FormData(order)).toString();
  let answered = words();
  let asked = answered;

  const show = () => {
    const result = document.querySelector("[data-result]");
    const isOld = words() !== answered && result.querySelector("[data-changed] ~ .plan-head") !== null;
    result.classList.toggle("is-old", isOld);
    result.querySelector("[data-changed]").hidden = !isOld;
    for (const part of result.querySelectorAll(".plan-head .actions")) part.inert = isOld;
  };

  order.addEventListener("input", show);
  // A finding's button makes its change in the order, as a hand would; without script it is sent as it is.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-apply]");
    const choice = button && order.querySelector(`[name="${button.name}"][value="${button.value}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    choice.focus();
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (event.detail.ctx.sourceElement === order) asked = words();
  });
  document.addEventListener("htmx:after:swap", () => {
    answered = asked;
    show();
    for (const slot of order.querySelectorAll(".slot")) {
      const field = order.elements[slot.id.replace("slot-", "")];
      if (!field || !field.setAttribute) continue;
      if (slot.querySelector(".field-error")) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  });
})();
