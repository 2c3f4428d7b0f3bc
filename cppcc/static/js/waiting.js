/* Says beside 待办 how much waits at the desk, once the page is there; without it the desk says so itself. */
for (const badge of document.querySelectorAll("[data-waiting]")) {
    fetch(badge.dataset.waiting)
        .then((answer) => (answer.ok ? answer.text() : "0"))
        .then((number) => {
            badge.textContent = `${number}件`;
            badge.hidden = number === "0";
        })
        .catch(() => {});
}
