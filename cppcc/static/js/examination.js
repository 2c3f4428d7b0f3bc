// The examination table by keyboard: up and down, a digit decides, space opens the text, Ctrl+Enter sends.
const form = document.querySelector("[data-examination]");
const DECISIONS = { 0: "", 1: "filed", 2: "merged", 3: "declined", 4: "returned" };

if (form) {
    const rows = [...form.querySelectorAll("[data-row]")];
    form.querySelector(".keys").hidden = false;
    rows.forEach((row, index) => {
        row.tabIndex = index === 0 ? 0 : -1;
        row.addEventListener("change", () => mark(row));
        mark(row);
    });
    form.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && event.ctrlKey) {
            form.requestSubmit();
            return;
        }
        const row = event.target.closest("[data-row]");
        if (!row || isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
        if (answer(row, event.key)) event.preventDefault();
    });
}

function answer(row, key) {
    const rows = [...form.querySelectorAll("[data-row]")];
    const at = rows.indexOf(row);
    if (key === "ArrowDown" || key === "j") return go(rows, at + 1);
    if (key === "ArrowUp" || key === "k") return go(rows, at - 1);
    if (key === " ") return turn(row.querySelector(".case details"));
    if (key in DECISIONS) return decide(row, DECISIONS[key]);
    return false;
}

function go(rows, to) {
    if (!rows[to]) return true;
    rows.forEach((row) => { row.tabIndex = -1; });
    rows[to].tabIndex = 0;
    rows[to].focus();
    rows[to].scrollIntoView({ block: "nearest" });
    return true;
}

function turn(details) {
    if (details) details.open = !details.open;
    return true;
}

function decide(row, decision) {
    const radio = row.querySelector(`.decisions input[value="${decision}"]`);
    radio.checked = true;
    if (decision === "merged" && !row.querySelector(".alike input:checked")) {
        row.querySelector(".alike input")?.click();
    }
    mark(row);
    return true;
}

// What the decision needs is shown with it, and the row carries its decision for the eye.
function mark(row) {
    const decision = row.querySelector(".decisions input:checked")?.value ?? "";
    row.dataset.decision = decision;
    const asks = decision === "declined" || decision === "returned"
        || (decision === "merged" && !row.querySelector(".alike input:checked"));
    if (asks) row.querySelector(".more").open = true;
}

function isTyping(element) {
    return element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
}
