// The keypad of the vital signs: it writes into the field that is now, and says a word when it refuses a key.
"use strict";

(() => {
  const form = document.querySelector("[data-vitals]");
  const pad = form?.querySelector("[data-keypad]");
  if (!pad) return;
  const fields = [...form.querySelectorAll(".entry input")];
  const record = form.querySelector("[type=submit]");
  const at = (name) => pad.querySelector(`[data-${name}]`);
  let now = Math.max(fields.findIndex((field) => !field.value), 0);

  const digits = (text) => text.replace(/\D/g, "").length;

  // Tells in words what does not fit this field; nothing where it does.
  function against(field, text) {
    if (/[^0-9.]/.test(text)) return "Digits only.";
    if (text.includes(".") && !("point" in field.dataset)) return "No point here: whole numbers only.";
    if (text.split(".").length > 2) return "There is a point already.";
    if (text.startsWith(".")) return "A digit comes before the point.";
    if (digits(text) > Number(field.dataset.digits) + ("point" in field.dataset ? 1 : 0)) return "This many digits cannot be.";
    if (text.length > field.maxLength) return "This is too long.";
    return "";
  }

  function show(word = "") {
    const field = fields[now];
    fields.forEach((item, place) => item.closest(".entry").classList.toggle("is-now", place === now));
    const label = field.closest(".entry").querySelector("label");
    at("shown").textContent = field.value || "–";
    at("shown-unit").textContent = field.closest(".entry").querySelector(".unit").textContent;
    at("shown-label").textContent = [label.firstChild.textContent.trim(), label.querySelector(".hint").textContent.trim()].filter(Boolean).join(", ");
    at("word").textContent = word;
    pad.querySelector(".key-point").classList.toggle("is-unused", !("point" in field.dataset));
    field.closest(".entry").scrollIntoView({ block: "nearest" });
  }

  function write(field, text) {
    const word = against(field, text);
    if (!word) field.value = text;
    show(word);
  }

  // After the last value comes Record.
  function next() {
    if (now + 1 === fields.length) {
      show();
      record.focus();
      return;
    }
    now += 1;
    fields[now].focus();
    show();
  }

  fields.forEach((field, place) => {
    field.inputMode = "none";
    field.addEventListener("focus", () => { now = place; show(); });
    field.addEventListener("beforeinput", (event) => {
      if (!event.data) return;
      const word = against(field, field.value.slice(0, field.selectionStart) + event.data + field.value.slice(field.selectionEnd));
      if (!word) return;
      event.preventDefault();
      show(word);
    });
    field.addEventListener("input", () => show());
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      next();
    });
  });

  pad.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its place
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("button")?.dataset.key;
    const field = fields[now];
    if (key === "next") next();
    else if (key === "delete") write(field, field.value.slice(0, -1));
    else if (key) write(field, field.value + key);
  });

  // A digit typed while nothing is chosen goes into the field that is now.
  document.addEventListener("keydown", (event) => {
    if (/^[0-9]$/.test(event.key) && !event.target.closest("input, textarea, select")) fields[now].focus();
  });

  form.classList.add("has-keypad");
  pad.hidden = false;
  show();
})();
