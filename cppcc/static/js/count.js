// Counts the characters of the text as they are typed, spaces and line ends left out.
const form = document.querySelector("form[data-limit]");
const limit = Number(form.dataset.limit);
const shown = form.querySelector("[data-count-of]");
const over = form.querySelector("[data-over]");

function count() {
    const fields = form.querySelectorAll("textarea[data-count]");
    const length = [...fields].reduce((sum, field) => sum + [...field.value.replace(/\s/g, "")].length, 0);
    shown.textContent = length;
    over.hidden = length <= limit;
}

form.addEventListener("input", count);
count();
