// What a page does beyond plain links and forms. Every page works without it.
"use strict";

// Buttons that only say what a script does by itself need not be seen.
document.documentElement.classList.add("scripted");

// Filters apply as they are chosen; the address says all of it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-filters]");
  if (form && event.target.form === form && event.target.matches("[type=checkbox], select")) {
    form.requestSubmit();
  }
});

// An empty field says nothing in an address.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-filters]")) {
    for (const field of event.target.elements) {
      if (field.name && field.value === "" && field.type !== "checkbox") field.disabled = true;
    }
  }
});

// Filters take no room on a narrow screen until somebody wants them.
if (window.matchMedia("(max-width: 52rem)").matches) {
  for (const part of document.querySelectorAll("details[data-narrow-closed]")) part.open = false;
}

// A decision that wants a reason says so beside the field, and which decision Enter will take.
function ask(button) {
  const form = button.form;
  form.pending = button;
  for (const other of form.querySelectorAll("[data-asks]")) {
    other.classList.toggle("first", other === button);
  }
  form.elements.reason.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("form[data-keys] [data-asks]");
  if (!button) return;
  const reason = button.form.elements.reason;
  reason.setCustomValidity(reason.value.trim() ? "" : "Say why: a reason is kept with it.");
  if (reason.checkValidity()) return;
  event.preventDefault();
  ask(button);
  reason.reportValidity();
});

document.addEventListener("input", (event) => {
  if (event.target.matches("form[data-keys] [name=reason]")) event.target.setCustomValidity("");
});

// Keys of the review queue: a letter presses its button; one that asks for a reason leads to it first.
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-keys]");
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  const reason = form.elements.reason;
  if (event.target === reason) {
    if (event.key === "Escape") reason.blur();
    if (event.key === "Enter" && form.pending) {
      event.preventDefault();
      form.pending.click();
    }
    return;
  }
  if (event.target.matches("input, textarea, select")) return;
  const button = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  if ("asks" in button.dataset && !reason.value.trim()) {
    ask(button);
  } else {
    button.click();
  }
});
